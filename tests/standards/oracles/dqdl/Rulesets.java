import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.glue.dqdl.parser.DQDLParser;

/** Reads rulesets with AWS's own parser: texts on stdin, apart by U+0001; what it says on stdout. */
public class Rulesets {
    public static void main(String[] arguments) throws Exception {
        String read = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        List<String> said = new ArrayList<>();
        for (String text : read.split("\u0001")) {
            try {
                said.add(new DQDLParser().parse(text).toString());
            } catch (Exception error) {
                said.add("refused: " + error.getMessage());
            }
        }
        System.out.write(String.join("\u0001", said).getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}
