// Answers simulations, one a line of JSON: what is decided, and which of the context is left aside.
// node simulate.cjs FOLDER-WITH-PACKAGES
const { createRequire } = require('node:module')
const { createInterface } = require('node:readline')

const { runSimulation } = createRequire(`${process.argv[2]}/`)('@cloud-copilot/iam-simulate')

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await runSimulation(JSON.parse(line), {})
    const { overallResult, result, errors } = answer
    const ignored = (result && result.ignoredContextKeys) || []
    console.log(JSON.stringify({ result: overallResult, ignored, errors }))
  }
}

main()
