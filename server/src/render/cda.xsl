<?xml version="1.0" encoding="UTF-8"?>
<!--
  The built-in rendering: a CDA document to one HTML fragment and what the panel must know about it.
  Written for this project. Input: the text after media.ts put a mark in place of each Base64 value.
  Output: a JSON object { title, html }, or { missing }, so that one transformation answers everything.
  Safety: no attribute of the document is copied as it is; every one passes a function of xsl/values.xsl.
-->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:f="urn:cda-workbench:functions"
  xpath-default-namespace="urn:hl7-org:v3" exclude-result-prefixes="#all" expand-text="yes">

  <xsl:include href="xsl/labels.xsl"/>
  <xsl:include href="xsl/values.xsl"/>
  <xsl:include href="xsl/flags.xsl"/>
  <xsl:include href="xsl/entities.xsl"/>
  <xsl:include href="xsl/header.xsl"/>
  <xsl:include href="xsl/sections.xsl"/>
  <xsl:include href="xsl/narrative.xsl"/>
  <xsl:include href="xsl/tables.xsl"/>
  <xsl:include href="xsl/media.xsl"/>

  <xsl:param name="lang" as="xs:string" select="'fr'"/>
  <!-- What every mark begins with; drawn anew for each rendering, so that a document cannot forge one. -->
  <xsl:param name="mark" as="xs:string" select="'no-mark'"/>

  <xsl:output method="json"/>
  <xsl:strip-space elements="ClinicalDocument structuredBody component section table thead tbody tfoot tr list"/>

  <xsl:template match="/" as="map(*)">
    <xsl:variable name="document" select="(ClinicalDocument, .//ClinicalDocument)[1]"/>
    <xsl:sequence select="
      if (empty($document)) then map { 'missing': true() }
      else map {
        'title': f:title($document),
        'html': serialize(f:article($document), map { 'method': 'html', 'html-version': 5.0, 'indent': false() })
      }"/>
  </xsl:template>

  <xsl:function name="f:title" as="xs:string">
    <xsl:param name="document" as="element(ClinicalDocument)"/>
    <xsl:sequence select="
      ($document/title, $document/code/@displayName) ! normalize-space(.)[. ne ''] => head()
      => (function($title) { ($title, f:label('untitled'))[1] })()"/>
  </xsl:function>

  <xsl:function name="f:article" as="element()">
    <xsl:param name="document" as="element(ClinicalDocument)"/>
    <xsl:variable name="sections" select="$document/component/structuredBody/(section | component/section)"/>
    <article class="cda" lang="{$lang}">
      <xsl:apply-templates select="$document" mode="header"/>
      <xsl:call-template name="contents">
        <xsl:with-param name="sections" select="$sections"/>
      </xsl:call-template>
      <main class="cda-body" lang="{f:language(($document/languageCode/@code, $lang)[1])}">
        <xsl:apply-templates select="$document/component/nonXMLBody" mode="body"/>
        <xsl:apply-templates select="$sections" mode="section"/>
      </main>
    </article>
  </xsl:function>
</xsl:stylesheet>
