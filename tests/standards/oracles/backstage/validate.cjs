// Asks Backstage's own model: lists of entities on stdin, one a line; problems on stdout, as JSON.
const path = require("node:path");
const model = require(path.join(process.argv[2], "node_modules/@backstage/catalog-model"));

const KINDS = {
  API: model.apiEntityV1alpha1Validator,
  Component: model.componentEntityV1alpha1Validator,
  Group: model.groupEntityV1alpha1Validator,
  Location: model.locationEntityV1alpha1Validator,
  Resource: model.resourceEntityV1alpha1Validator,
  System: model.systemEntityV1alpha1Validator,
};
const POLICY = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
]);

async function main() {
  const problems = [];
  for (const entity of JSON.parse(require("node:fs").readFileSync(0, "utf8"))) {
    try {
      const named = await new model.DefaultNamespaceEntityPolicy().enforce(entity);
      await POLICY.enforce(named);
      if (!(await KINDS[entity.kind].check(named))) throw new Error("of another version");
    } catch (error) {
      problems.push(`${entity.kind} ${entity.metadata && entity.metadata.name}: ${error.message}`);
    }
  }
  process.stdout.write(JSON.stringify(problems));
}

main();
