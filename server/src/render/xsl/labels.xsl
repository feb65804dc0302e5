<?xml version="1.0" encoding="UTF-8"?>
<!-- Every text of ours, in French and in English. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:map="http://www.w3.org/2005/xpath-functions/map"
  xmlns:f="urn:cda-workbench:functions" exclude-result-prefixes="#all">

  <xsl:variable name="labels" as="map(xs:string, xs:string+)" select="map {
    'untitled': ('Document sans titre', 'Untitled document'),
    'version': ('Version', 'Version'),
    'replaces': ('remplace', 'replaces'),
    'confidentiality': ('Confidentialité', 'Confidentiality'),
    'patient': ('Patient', 'Patient'),
    'unnamed': ('Sans nom', 'No name'),
    'birth-family': ('Nom de naissance', 'Birth name'),
    'birth-given': ('Premier prénom de naissance', 'First birth given name'),
    'birth-givens': ('Prénoms de naissance', 'Birth given names'),
    'used-family': ('Nom utilisé', 'Used name'),
    'used-given': ('Prénom utilisé', 'Used given name'),
    'sex': ('Sexe', 'Sex'),
    'born': ('Naissance', 'Birth'),
    'birthplace': ('Lieu de naissance', 'Birthplace'),
    'cog': ('COG', 'COG'),
    'other-ids': ('Autres identifiants', 'Other identifiers'),
    'contact': ('Coordonnées', 'Contact'),
    'guardian': ('Représentant', 'Guardian'),
    'years': ('ans', 'years'),
    'months': ('mois', 'months'),
    'days': ('jours', 'days'),
    'author': ('Auteur', 'Author'),
    'authors': ('Auteurs', 'Authors'),
    'legal': ('Responsable du document', 'Legal authenticator'),
    'signed': ('signé le', 'signed'),
    'authenticator': ('Validation', 'Authenticator'),
    'authenticators': ('Validations', 'Authenticators'),
    'laboratory': ('Laboratoire exécutant', 'Performing laboratory'),
    'laboratories': ('Laboratoires exécutants', 'Performing laboratories'),
    'performer': ('Exécutant', 'Performer'),
    'performers': ('Exécutants', 'Performers'),
    'custodian': ('Conservation du document', 'Custodian'),
    'prescriber': ('Prescripteur', 'Ordering provider'),
    'prescribed': ('prescrit le', 'ordered'),
    'order': ('Prescription', 'Order'),
    'accession': ('accession', 'accession'),
    'acts': ('Actes documentés', 'Documented acts'),
    'act': ('Acte documenté', 'Documented act'),
    'unnamed-act': ('Acte sans libellé', 'Act without a label'),
    'encounter': ('Prise en charge', 'Encounter'),
    'encounter-responsible': ('Responsable de la prise en charge', 'Responsible for the encounter'),
    'encounter-participant': ('Participant à la prise en charge', 'Encounter participant'),
    'date': ('Date :', 'Date:'),
    'more': ('Autres informations de l’en-tête', 'More from the header'),
    'informant': ('Informateur', 'Informant'),
    'recipient': ('Destinataire', 'Recipient'),
    'data-enterer': ('Opérateur de saisie', 'Data enterer'),
    'participant': ('Participant', 'Participant'),
    'authorization': ('Consentement', 'Consent'),
    'document-id': ('Identifiant du document', 'Document identifier'),
    'set-id': ('Identifiant du lot de versions', 'Version set identifier'),
    'alerts': ('Résultats très anormaux', 'Critical results'),
    'unmarked': ('Résultats codés anormaux, non repérés dans le texte', 'Results coded as abnormal, not marked in the text'),
    'contents': ('Sommaire', 'Contents'),
    'section-author': ('Auteur de la section', 'Section author'),
    'section-informant': ('Informateur de la section', 'Section informant'),
    'section-subject': ('Sujet de la section', 'Section subject'),
    'footnotes': ('Notes', 'Notes'),
    'back': ('Retour au texte', 'Back to the text'),
    'refused-link': ('Lien non suivi', 'Link not followed'),
    'image': ('Image', 'Image'),
    'pdf': ('Document PDF', 'PDF document'),
    'rtf': ('Document RTF', 'RTF document'),
    'file': ('Fichier joint', 'Attached file'),
    'external': ('Fichier externe', 'External file'),
    'no-media': ('Objet multimédia introuvable', 'Multimedia object not found'),
    'broken-media': ('Contenu illisible', 'Unreadable content'),
    'empty-body': ('Corps vide', 'Empty body'),
    'unknown': ('inconnu', 'unknown'),
    'masked': ('masqué', 'masked'),
    'not-asked': ('non demandé', 'not asked'),
    'asked-unknown': ('demandé, inconnu', 'asked but unknown'),
    'unavailable': ('non disponible', 'not available'),
    'not-applicable': ('sans objet', 'not applicable'),
    'since': ('depuis le', 'since'),
    'until': ('jusqu’au', 'until')
  }"/>

  <xsl:function name="f:label" as="xs:string">
    <xsl:param name="key" as="xs:string"/>
    <xsl:sequence select="$labels($key)[if ($lang eq 'en') then 2 else 1]"/>
  </xsl:function>

  <!-- A space before the colon is French typography. -->
  <xsl:variable name="colon" as="xs:string" select="if ($lang eq 'en') then ': ' else ' : '"/>

  <xsl:variable name="null-flavors" as="map(xs:string, xs:string)" select="map {
    'UNK': 'unknown', 'NI': 'unknown', 'MSK': 'masked', 'NASK': 'not-asked', 'ASKU': 'asked-unknown',
    'NAV': 'unavailable', 'NA': 'not-applicable' }"/>

  <xsl:function name="f:null-flavor" as="xs:string">
    <xsl:param name="code" as="xs:string"/>
    <xsl:sequence select="if (map:contains($null-flavors, $code)) then f:label($null-flavors($code)) else $code"/>
  </xsl:function>

  <!-- Kinds of patient identifiers by root (reference F.2); a third value marks those of tests. -->
  <xsl:variable name="identifier-kinds" as="map(xs:string, xs:string+)" select="map {
    '1.2.250.1.213.1.4.8': ('INS-NIR', 'INS-NIR'),
    '1.2.250.1.213.1.4.9': ('INS-NIA', 'INS-NIA'),
    '1.2.250.1.213.1.4.10': ('INS-NIR de test', 'Test INS-NIR', 'test'),
    '1.2.250.1.213.1.4.11': ('INS-NIR de démonstration', 'Demonstration INS-NIR', 'test'),
    '1.2.250.1.213.1.4.2': ('INS-C', 'INS-C'),
    '1.2.250.1.213.1.4.6': ('INS-C de test', 'Test INS-C', 'test'),
    '1.2.250.1.213.1.4.7': ('INS-C de démonstration', 'Demonstration INS-C', 'test'),
    '1.2.250.1.213.1.4.12': ('Id SI-SAMU', 'SI-SAMU id'),
    '1.2.250.1.213.1.4.13': ('N° SS-NIR', 'Social security no. (NIR)'),
    '1.2.250.1.213.1.4.14': ('N° SS-NIA', 'Social security no. (NIA)') }"/>

  <xsl:variable name="sexes" as="map(xs:string, xs:string+)" select="map {
    'F': ('Féminin', 'Female'), 'M': ('Masculin', 'Male'), 'UN': ('Indéterminé', 'Undetermined') }"/>

  <xsl:variable name="confidentialities" as="map(xs:string, xs:string+)" select="map {
    'U': ('Non restreint', 'Unrestricted'), 'L': ('Bas', 'Low'), 'M': ('Modéré', 'Moderate'),
    'N': ('Normal', 'Normal'), 'R': ('Restreint', 'Restricted'), 'V': ('Très restreint', 'Very restricted') }"/>

  <xsl:variable name="participations" as="map(xs:string, xs:string+)" select="map {
    'REF': ('Prescripteur', 'Referrer'), 'REFB': ('Adressé par', 'Referred by'), 'REFT': ('Adressé à', 'Referred to'),
    'PRF': ('Exécutant', 'Performer'), 'INF': ('Informateur', 'Informant'), 'CON': ('Consultant', 'Consultant'),
    'RESP': ('Responsable', 'Responsible party'), 'VRF': ('Vérificateur', 'Verifier'), 'ATND': ('Médecin en charge', 'Attender'),
    'DIS': ('Médecin de sortie', 'Discharger'), 'ADM': ('Médecin d’admission', 'Admitter'), 'IND': ('Participant indirect', 'Indirect'),
    'DEV': ('Dispositif', 'Device'), 'SBJ': ('Sujet', 'Subject') }"/>

  <!-- The display name of the document first: it is what its author wrote. -->
  <xsl:function name="f:coded" as="xs:string">
    <xsl:param name="displayName" as="xs:string?"/>
    <xsl:param name="code" as="xs:string?"/>
    <xsl:param name="names" as="map(xs:string, xs:string+)"/>
    <xsl:sequence select="
      if (normalize-space($displayName) ne '') then normalize-space($displayName)
      else if (map:contains($names, string($code))) then $names($code)[if ($lang eq 'en') then 2 else 1]
      else string($code)"/>
  </xsl:function>
</xsl:stylesheet>
