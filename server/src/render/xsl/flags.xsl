<?xml version="1.0" encoding="UTF-8"?>
<!--
  Flags of results (interpretationCode) where the narrative shows the result, and what must not be overlooked at the top:
  the critical ones are owed a visible alert by the software that shows the document.
-->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:map="http://www.w3.org/2005/xpath-functions/map"
  xmlns:f="urn:cda-workbench:functions" xpath-default-namespace="urn:hl7-org:v3"
  exclude-result-prefixes="#all" expand-text="yes">

  <xsl:variable name="flag-names" as="map(xs:string, xs:string+)" select="map {
    'AA': ('Très anormal, alerte', 'Critically abnormal, alert'),
    'HH': ('Très anormalement haut, alerte', 'Critically high, alert'),
    'LL': ('Très anormalement bas, alerte', 'Critically low, alert'),
    'A': ('Anormal', 'Abnormal'), 'H': ('Anormalement haut', 'Abnormally high'), 'L': ('Anormalement bas', 'Abnormally low'),
    'HU': ('Significativement haut', 'Significantly high'), 'LU': ('Significativement bas', 'Significantly low'),
    'HX': ('Hors seuil supérieur', 'Above high threshold'), 'LX': ('Hors seuil inférieur', 'Below low threshold'),
    'N': ('Normal', 'Normal') }"/>
  <!-- The gravest first. -->
  <xsl:variable name="flag-order" select="('AA', 'HH', 'LL', 'HX', 'LX', 'HU', 'LU', 'A', 'H', 'L', 'N')"/>
  <xsl:variable name="critical" select="('AA', 'HH', 'LL')"/>
  <xsl:variable name="abnormal" select="$flag-order[not(. = ($critical, 'N'))]"/>

  <xsl:key name="narrative" match="section/text//*[@ID]" use="normalize-space(@ID)"/>

  <!-- Results with a flag; a prior result is not what the row shows. -->
  <xsl:variable name="flagged" as="element(observation)*" select="
    //interpretationCode[@code = $flag-order]/parent::observation[not(parent::entryRelationship/@typeCode = 'REFR')]"/>

  <!-- The flag by the cell, item or paragraph that its result's label or text stands in. -->
  <xsl:variable name="flags" as="map(xs:string, xs:string*)" select="
    map:merge(
      for $result in $flagged, $place in f:flagged-place($result)
      return map:entry(generate-id($place), $result/interpretationCode/@code ! string(.)),
      map { 'duplicates': 'combine' })"/>
  <xsl:variable name="has-flags" as="xs:boolean" select="map:size($flags) gt 0"/>

  <!-- What a flag stands behind, where the narrative has such a place: of a row its first cell. -->
  <xsl:function name="f:flagged-place" as="element()?">
    <xsl:param name="result" as="element(observation)"/>
    <xsl:sequence select="
      f:shown($result)/(
        self::tr/(td | th)[1], ancestor-or-self::*[self::td or self::th or self::item or self::paragraph][1],
        self::content[not(@revised = ('insert', 'delete'))])[1]"/>
  </xsl:function>

  <!-- What the label of a result points to, else its text. -->
  <xsl:function name="f:shown" as="element()?">
    <xsl:param name="result" as="element(observation)"/>
    <xsl:sequence select="
      ($result/code/originalText/reference, $result/text/reference)/@value ! normalize-space(.)
      ! (if (starts-with(., '#')) then substring(., 2) else .)[. ne ''] ! key('narrative', ., root($result)) => head()"/>
  </xsl:function>

  <!-- Behind the content of a cell, item, paragraph or piece of text. -->
  <xsl:template name="flag">
    <xsl:if test="$has-flags">
      <xsl:variable name="codes" select="$flags(generate-id())"/>
      <xsl:for-each select="$flag-order[. = $codes]">
        <xsl:text> </xsl:text>
        <xsl:sequence select="f:flag(.)"/>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:function name="f:flag" as="element()">
    <xsl:param name="code" as="xs:string"/>
    <span class="cda-flag{if ($code = $critical) then ' alert' else if ($code eq 'N') then '' else ' raised'}" title="{f:flag-name($code)}">{$code}</span>
  </xsl:function>

  <xsl:function name="f:flag-name" as="xs:string">
    <xsl:param name="code" as="xs:string"/>
    <xsl:sequence select="$flag-names($code)[if ($lang eq 'en') then 2 else 1]"/>
  </xsl:function>

  <!-- At the top: critical results, and abnormal ones that no flag marks below. -->
  <xsl:template name="alerts">
    <xsl:variable name="critical-results" select="$flagged[interpretationCode/@code = $critical]"/>
    <xsl:call-template name="results">
      <xsl:with-param name="of" select="$critical-results"/>
      <xsl:with-param name="label" select="f:label('alerts')"/>
    </xsl:call-template>
    <xsl:call-template name="results">
      <xsl:with-param name="of" select="($flagged except $critical-results)[interpretationCode/@code = $abnormal][empty(f:flagged-place(.))]"/>
      <xsl:with-param name="label" select="f:label('unmarked')"/>
      <xsl:with-param name="class" select="'unmarked'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="results">
    <xsl:param name="of" as="element(observation)*" required="yes"/>
    <xsl:param name="label" as="xs:string" required="yes"/>
    <xsl:param name="class" as="xs:string*"/>
    <xsl:if test="$of">
      <aside class="{('cda-alerts', $class)}" aria-label="{$label}">
        <p class="cda-alerts-title">{$label}</p>
        <ul>
          <xsl:for-each select="$of">
            <xsl:variable name="code" select="$flag-order[. = current()/interpretationCode/@code][1]"/>
            <xsl:variable name="shown" select="f:shown(.)"/>
            <xsl:variable name="name" select="
              ($shown, code/@displayName, code/translation/@displayName, code/@code) ! normalize-space(.)[. ne ''] => head()"/>
            <xsl:variable name="value" select="value[1]/string-join((@value, @unit, @displayName) ! normalize-space(.), ' ')"/>
            <li>
              <xsl:call-template name="anchor"/>
              <xsl:sequence select="f:flag($code)"/>
              <xsl:text> </xsl:text>
              <xsl:choose>
                <xsl:when test="$shown"><a href="#{f:id($shown/@ID)}">{$name}</a></xsl:when>
                <xsl:otherwise>{$name}</xsl:otherwise>
              </xsl:choose>
              <xsl:text>{$value[. ne ''] ! ($colon || .)} – {f:flag-name($code)}</xsl:text>
            </li>
          </xsl:for-each>
        </ul>
      </aside>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
