<?xml version="1.0" encoding="UTF-8"?>
<!--
  Images, PDF and other embedded content. media.ts left a mark instead of every Base64 value:
  MARK<number>-<kind>-<bytes>. where the kind comes from the bytes themselves, never from the document's word alone.
  MARK<number>=data. and MARK<number>=text. in the output are replaced by media.ts.
-->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:map="http://www.w3.org/2005/xpath-functions/map"
  xmlns:f="urn:cda-workbench:functions" xpath-default-namespace="urn:hl7-org:v3"
  exclude-result-prefixes="#all" expand-text="yes">

  <xsl:key name="media" match="observationMedia | regionOfInterest" use="@ID"/>

  <xsl:variable name="image-types" as="map(xs:string, xs:string)" select="map {
    'png': 'image/png', 'jpeg': 'image/jpeg', 'gif': 'image/gif', 'svg': 'image/svg+xml' }"/>

  <!-- What stands behind a value: its number, kind (png jpeg gif svg pdf rtf other broken) and size; nothing for plain text. -->
  <xsl:function name="f:media" as="map(*)?">
    <xsl:param name="value" as="element()?"/>
    <xsl:variable name="text" select="normalize-space($value)"/>
    <xsl:if test="starts-with($text, $mark)">
      <xsl:variable name="parts" select="tokenize(substring-before(substring-after($text, $mark), '.'), '-')"/>
      <xsl:sequence select="map { 'number': xs:integer($parts[1]), 'kind': $parts[2], 'bytes': xs:integer($parts[3]) }"/>
    </xsl:if>
  </xsl:function>

  <xsl:template match="renderMultiMedia" mode="narrative">
    <xsl:variable name="targets" select="tokenize(@referencedObject) ! key('media', ., root(current()))[1]"/>
    <xsl:variable name="caption" as="element()?">
      <xsl:if test="caption">
        <figcaption><xsl:apply-templates select="caption/node()" mode="narrative"/></figcaption>
      </xsl:if>
    </xsl:variable>
    <figure>
      <xsl:call-template name="common"><xsl:with-param name="class" select="'cda-media'"/></xsl:call-template>
      <xsl:for-each select="$targets">
        <!-- A region of interest holds its image, or stands inside it. -->
        <xsl:variable name="media" select="(descendant-or-self::observationMedia, ancestor::observationMedia[1])[1]"/>
        <xsl:call-template name="media">
          <xsl:with-param name="value" select="$media/value[1]"/>
          <xsl:with-param name="name" select="(string($caption), $media/code/@displayName, $media/text, $media/@ID)[normalize-space(.) ne ''][1] ! normalize-space(.)"/>
        </xsl:call-template>
      </xsl:for-each>
      <xsl:if test="empty($targets)">
        <span class="cda-missing">{f:label('no-media')}{@referencedObject ! ($colon || .)}</span>
      </xsl:if>
      <xsl:sequence select="$caption"/>
      <xsl:apply-templates select="node() except caption" mode="narrative"/>
    </figure>
  </xsl:template>

  <xsl:template name="media">
    <xsl:param name="value" as="element()?" required="yes"/>
    <xsl:param name="name" as="xs:string?"/>
    <xsl:variable name="media" select="f:media($value)"/>
    <xsl:variable name="image" select="$image-types(string($media?kind))"/>
    <xsl:variable name="external" select="$value/reference/@value"/>
    <xsl:choose>
      <xsl:when test="$image">
        <img src="data:{$image};base64,{$mark}{$media?number}=data." alt="{($name, f:label('image'))[1]}">
          <xsl:sequence select="f:media-anchor($value)"/>
        </img>
      </xsl:when>
      <xsl:when test="empty($media) and $external">
        <xsl:call-template name="external"><xsl:with-param name="href" select="$external"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$media?kind = 'pdf'">
        <a class="cda-file cda-pdf" href="#cda-pdf" data-view="pdf" data-pdf="{$mark}{$media?number}=hash.">
          <xsl:sequence select="f:media-anchor($value)"/>
          <xsl:text>{f:label('pdf')} ({f:size($media?bytes)})</xsl:text>
        </a>
      </xsl:when>
      <xsl:when test="exists($media) and not($media?kind = 'broken') and not(f:is-pdf-type($value) and not($media?kind = 'rtf'))">
        <span class="cda-file">
          <xsl:sequence select="f:media-anchor($value)"/>
          <xsl:text>{f:label(if ($media?kind = 'rtf') then 'rtf' else 'file')}{$value/@mediaType ! (', ' || normalize-space(.))} ({f:size($media?bytes)})</xsl:text>
        </span>
      </xsl:when>
      <xsl:otherwise>
        <span class="cda-missing">{f:label('broken-media')}{$value/@mediaType ! (' (' || normalize-space(.) || ')')}</span>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:function name="f:is-pdf-type" as="xs:boolean">
    <xsl:param name="value" as="element()"/>
    <xsl:sequence select="lower-case(normalize-space($value/@mediaType)) eq 'application/pdf'"/>
  </xsl:function>

  <xsl:function name="f:media-anchor" as="attribute()*">
    <xsl:param name="value" as="element()"/>
    <xsl:if test="$value/../@ID"><xsl:attribute name="data-cda-id" select="$value/../@ID"/></xsl:if>
    <xsl:call-template name="party-anchor"><xsl:with-param name="of" select="$value"/></xsl:call-template>
  </xsl:function>

  <!-- Never loaded: only named, and linked when its scheme may be followed. -->
  <xsl:template name="external">
    <xsl:param name="href" as="xs:string" required="yes"/>
    <span class="cda-file">
      <xsl:text>{f:label('external')}{$colon}</xsl:text>
      <xsl:choose>
        <xsl:when test="f:link($href)"><a href="{f:link($href)}" rel="noopener noreferrer">{$href}</a></xsl:when>
        <xsl:otherwise>{$href}</xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <xsl:template name="body-media">
    <xsl:param name="value" as="element()" required="yes"/>
    <xsl:variable name="media" select="f:media($value)"/>
    <xsl:variable name="type" select="lower-case(normalize-space(($value/@mediaType, 'text/plain')[1]))"/>
    <xsl:choose>
      <xsl:when test="exists($media) and starts-with($type, 'text/plain') and not($media?kind = 'broken')">
        <pre class="cda-plain">{$mark}{$media?number}=text.</pre>
      </xsl:when>
      <xsl:when test="empty($media) and not($value/reference) and starts-with($type, 'text/')">
        <pre class="cda-plain">{$value}</pre>
      </xsl:when>
      <!-- No browser shows it: saved from an exported page; the panel's page keeps its name and size only. -->
      <xsl:when test="$media?kind = 'rtf'">
        <a class="cda-file" download="document.rtf" href="data:text/rtf;base64,{$mark}{$media?number}=data.">
          <xsl:sequence select="f:media-anchor($value)"/>
          <xsl:text>{f:label('rtf')}, text/rtf ({f:size($media?bytes)})</xsl:text>
        </a>
      </xsl:when>
      <xsl:otherwise>
        <figure class="cda-media">
          <xsl:call-template name="media"><xsl:with-param name="value" select="$value"/></xsl:call-template>
        </figure>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
