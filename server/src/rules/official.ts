import type { Severity, Text } from './rule';

/** A rule that the official checks apply, for its page, the tables and the settings; `text` is the rest of its page (Markdown). */
export interface OfficialRule {
  readonly id: 'xsd' | 'schematron' | 'package-fault';
  readonly severity: Severity;
  readonly summary: Text;
  readonly source: string;
  readonly text: string;
}

export const officialRules: readonly OfficialRule[] = [
  {
    id: 'xsd',
    severity: 'error',
    summary: {
      en: 'What the XML Schema of the ANS package refuses: unknown element or attribute, wrong order, wrong form of a value',
      fr: 'Ce que refuse le schéma XML du paquet de l’ANS : élément ou attribut inconnu, ordre faux, forme de valeur fausse',
    },
    source: '`infrastructure/cda/CDA_extended.xsd` of the ANS package; functional reference, section B.2',
    text: `Libxml2 compiles the schema of the package and validates the ClinicalDocument, also the one inside a self-presenting document (its
\`xsl:stylesheet\` is not validated). The finding is on the attribute's value, the element's name or the stray text, and names the expected
elements under the prefix that the document uses. Libxml2 names ten expected elements at most: the finding then says that there may be others.

After a fault in the order of an element's children libxml2 leaves out the children that follow, and all below them: more findings may come once
the first one is corrected. A dangling \`IDREF\` is not found here, but by [reference-broken](reference-broken.md).

A text that is not well formed has no XSD findings: [xml-syntax](xml-syntax.md) tells what is wrong.

Nothing that a document or a schema names is read, except the files of the schema's own folder.

Beside the extension *XML* of Red Hat (\`redhat.vscode-xml\`), which validates against the same schema, these findings would come twice: the setting
\`cda.official.xsd\` says which ones to keep.
`,
  },
  {
    id: 'schematron',
    severity: 'error',
    summary: {
      en: 'Failed assertion of an official Schematron, or of one that the document names',
      fr: 'Assertion en échec d’un schématron officiel, ou d’un schématron que le document nomme',
    },
    source: '`schematrons/` of the ANS package; functional reference, sections B.2 to B.4',
    text: `Which schemas are run: those that the document names in \`<?oxygen SCHSchema="…"?>\` and \`<?xml-model href="…"?>\` (with their phase), beside it or,
failing that, under the same name in the package; and those of the document's model in the package with the profiles that apply to every document.
\`cda.official.schematrons\` chooses: \`document\`, \`model\` or \`both\`. A level 1 document gets the profiles only.

The message is the author's own. The severity is that of \`role\` or \`flag\` (\`error\`, \`fatal\`; \`warning\`; \`info\`), an error where there is none, a warning where
the message says “(Alerte)”. The code behind \`schematron/\` stays the same as long as the schema, the pattern and the assertion do; it opens the page that the
assertion names in \`see\`. The place of the assertion in its \`.sch\` is one click away (*related information*, *Go to Definition*, *Show the Assertion*).
Where a rule is about a template, the *templateId* for which it applies is named beside it, with its place: several findings that name the same one, or one that
a finding of ours stands on, have a wrong *templateId* as their likely cause.

The finding stands on the attribute or the child that the assertion is about, where its test reads only one and that is there; else on the element that the
rule is about. A value that only reads like the one demanded (another apostrophe, space or case) has a fix.

What several schemas say of the same place in the same words is one finding. What fails only because a file of the package is missing is a
[package-fault](package-fault.md).
`,
  },
  {
    id: 'package-fault',
    severity: 'info',
    summary: {
      en: 'The official package is at fault, not the document: a file it names is missing, an assertion cannot be judged',
      fr: 'Le paquet officiel est en cause, pas le document : fichier nommé et absent, assertion impossible à évaluer',
    },
    source: 'the ANS package; functional reference, sections B.2 and H.2',
    text: `Schemas name value sets and includes that are not in the package, or are there in another letter case. The official tool then says that the document is wrong.
Here each missing file is said once, at the first place that could not be checked for lack of it, and the checks that need it are not held against the
document. So is an assertion that gives no answer on this document (the code is that of the XPath specification).
`,
  },
];
