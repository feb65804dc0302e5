import java.io.File;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.transform.stream.StreamSource;
import net.sf.saxon.lib.Feature;
import net.sf.saxon.s9api.MessageListener;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.s9api.Serializer;
import net.sf.saxon.s9api.XdmDestination;
import net.sf.saxon.s9api.XdmNode;
import net.sf.saxon.s9api.XsltCompiler;
import net.sf.saxon.s9api.XsltExecutable;
import net.sf.saxon.s9api.XsltTransformer;

/**
 * What Saxon-HE takes for Schematron schemas, warm: java -cp Saxon-HE.jar bench/Saxon.java ENGINE SCHEMA… -- DOCUMENT…
 * ENGINE is the folder of the ISO skeleton. Prints “compile ⇥ schema ⇥ ms” once each, then “run ⇥ document ⇥ median ms” for all
 * schemas together, the parsing of the document not counted.
 */
public class Saxon {
    private static final MessageListener SILENT = (content, terminate, locator) -> {};

    public static void main(String[] args) throws Exception {
        List<String> list = Arrays.asList(args);
        int split = list.indexOf("--");
        Processor processor = new Processor(false);
        processor.setConfigurationProperty(Feature.STANDARD_ERROR_OUTPUT_FILE, "/dev/null");
        XsltCompiler compiler = processor.newXsltCompiler();
        List<XsltExecutable> skeleton = new ArrayList<>();
        for (String name : List.of("iso_dsdl_include.xsl", "iso_abstract_expand.xsl", "iso_svrl_for_xslt2.xsl"))
            skeleton.add(compiler.compile(new StreamSource(new File(list.get(0), name))));

        List<XsltExecutable> schemas = new ArrayList<>();
        for (String path : list.subList(1, split)) {
            long start = System.nanoTime();
            schemas.add(compile(processor, compiler, skeleton, new File(path)));
            System.out.println("compile\t" + path + "\t" + milliseconds(start));
        }
        for (String path : list.subList(split + 1, list.size())) {
            XdmNode document = processor.newDocumentBuilder().build(new File(path));
            double[] times = new double[7];
            // The first runs warm the JVM up.
            for (int run = -6; run < times.length; run++) {
                long start = System.nanoTime();
                for (XsltExecutable schema : schemas) validate(processor, schema, document);
                if (run >= 0) times[run] = milliseconds(start);
            }
            Arrays.sort(times);
            System.out.println("run\t" + path + "\t" + times[times.length / 2]);
        }
    }

    private static XsltExecutable compile(
            Processor processor, XsltCompiler compiler, List<XsltExecutable> skeleton, File schema) throws Exception {
        XdmNode expanded = processor.newDocumentBuilder().build(schema);
        for (XsltExecutable step : skeleton) {
            XsltTransformer transformer = step.load();
            transformer.setMessageListener(SILENT);
            transformer.setInitialContextNode(expanded);
            XdmDestination destination = new XdmDestination();
            destination.setBaseURI(schema.toURI());
            transformer.setDestination(destination);
            transformer.transform();
            expanded = destination.getXdmNode();
        }
        return compiler.compile(expanded.asSource());
    }

    private static void validate(Processor processor, XsltExecutable schema, XdmNode document) throws Exception {
        XsltTransformer transformer = schema.load();
        transformer.setMessageListener(SILENT);
        transformer.setInitialContextNode(document);
        Serializer report = processor.newSerializer(Writer.nullWriter());
        transformer.setDestination(report);
        transformer.transform();
    }

    private static double milliseconds(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
