<?xml version="1.0" encoding="UTF-8"?>
<!-- Narrative blocks of CDA R2 except tables and media. What is not known keeps its text: nothing is lost. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:map="http://www.w3.org/2005/xpath-functions/map"
  xmlns:f="urn:cda-workbench:functions"
  xpath-default-namespace="urn:hl7-org:v3" exclude-result-prefixes="#all" expand-text="yes">

  <xsl:mode name="narrative" on-no-match="text-only-copy"/>

  <xsl:key name="footnote" match="section/text//footnote" use="@ID"/>

  <!-- Its place among the notes of its text, for every note at once: a note that counts those before it takes their square. -->
  <xsl:variable name="note-numbers" as="map(xs:string, xs:integer)" select="
    map:merge(for $text in //section/text return $text//footnote ! map:entry(generate-id(), position()))"/>

  <xsl:template match="*" mode="narrative">
    <span>
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="narrative"/>
    </span>
  </xsl:template>

  <!-- A browser ends <p> where a block begins, so a paragraph that holds one becomes a division. -->
  <xsl:template match="paragraph" mode="narrative">
    <xsl:element name="{if (.//table | .//list | .//paragraph | .//pre | .//renderMultiMedia) then 'div' else 'p'}">
      <xsl:call-template name="common"><xsl:with-param name="class" select="'cda-paragraph'"/></xsl:call-template>
      <xsl:apply-templates mode="narrative"/>
      <xsl:call-template name="flag"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="content" mode="narrative">
    <span>
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="narrative"/>
      <xsl:call-template name="flag"/>
    </span>
  </xsl:template>

  <xsl:template match="content[@revised = ('insert', 'delete')]" mode="narrative">
    <xsl:element name="{if (@revised = 'insert') then 'ins' else 'del'}">
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="narrative"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="br" mode="narrative">
    <br/>
  </xsl:template>

  <!-- After a block the line has ended already: producers put breaks there that would only leave holes. -->
  <xsl:template mode="narrative" priority="1" match="section/text/br[
    preceding-sibling::node()[self::* or normalize-space(.) ne ''][1][self::table or self::paragraph or self::list or self::renderMultiMedia]]"/>

  <xsl:template match="sub | sup | pre" mode="narrative">
    <xsl:element name="{local-name()}">
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="narrative"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="caption" mode="narrative">
    <span>
      <xsl:call-template name="common"><xsl:with-param name="class" select="'cda-caption'"/></xsl:call-template>
      <xsl:apply-templates mode="narrative"/>
    </span>
  </xsl:template>

  <xsl:template match="list" mode="narrative">
    <div class="cda-list">
      <xsl:apply-templates select="caption" mode="narrative"/>
      <xsl:element name="{if (@listType = 'ordered') then 'ol' else 'ul'}">
        <xsl:call-template name="common"/>
        <xsl:for-each select="node() except caption">
          <xsl:choose>
            <xsl:when test="self::item"><xsl:apply-templates select="." mode="narrative"/></xsl:when>
            <xsl:when test="self::* or self::text()[normalize-space(.) ne '']">
              <li><xsl:apply-templates select="." mode="narrative"/></li>
            </xsl:when>
          </xsl:choose>
        </xsl:for-each>
      </xsl:element>
    </div>
  </xsl:template>

  <xsl:template match="item" mode="narrative">
    <li>
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="narrative"/>
      <xsl:call-template name="flag"/>
    </li>
  </xsl:template>

  <xsl:template match="linkHtml" mode="narrative">
    <xsl:variable name="link" select="f:link(@href)"/>
    <xsl:variable name="label" as="node()*">
      <xsl:apply-templates mode="narrative"/>
      <xsl:if test="normalize-space(.) eq '' and not(.//renderMultiMedia)">{normalize-space(@href)}</xsl:if>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$link">
        <a href="{$link}">
          <xsl:if test="not(starts-with($link, '#'))"><xsl:attribute name="rel" select="'noopener noreferrer'"/></xsl:if>
          <xsl:call-template name="common"/>
          <xsl:sequence select="f:hint(@title), $label"/>
        </a>
      </xsl:when>
      <xsl:otherwise>
        <span>
          <xsl:call-template name="common"><xsl:with-param name="class" select="'cda-refused-link'"/></xsl:call-template>
          <xsl:sequence select="
            f:hint(string-join((f:label('refused-link'), normalize-space(@href)[. ne '']), $colon)), $label"/>
        </span>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:function name="f:hint" as="attribute()?">
    <xsl:param name="text" as="xs:string?"/>
    <xsl:if test="$text"><xsl:attribute name="title" select="$text"/></xsl:if>
  </xsl:function>

  <!-- The note itself stands at the end of the section's text; here only its number. -->
  <xsl:template match="footnote" mode="narrative">
    <xsl:call-template name="note-mark">
      <xsl:with-param name="note" select="."/>
      <xsl:with-param name="id" select="f:note-id(.) || '-ref'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="footnoteRef" mode="narrative">
    <xsl:variable name="note" select="key('footnote', @IDREF)[1]"/>
    <xsl:if test="$note">
      <xsl:call-template name="note-mark"><xsl:with-param name="note" select="$note"/></xsl:call-template>
    </xsl:if>
    <xsl:apply-templates mode="narrative"/>
  </xsl:template>

  <xsl:template name="note-mark">
    <xsl:param name="note" as="element()" required="yes"/>
    <xsl:param name="id" as="xs:string?"/>
    <sup class="cda-note">
      <xsl:if test="$id"><xsl:attribute name="id" select="$id"/></xsl:if>
      <a href="#{f:note-id($note)}">{$note-numbers(generate-id($note))}</a>
    </sup>
  </xsl:template>

  <xsl:function name="f:note-id" as="xs:string">
    <xsl:param name="note" as="element()"/>
    <xsl:sequence select="if ($note/@ID) then f:id($note/@ID) else 'note-' || generate-id($note)"/>
  </xsl:function>
</xsl:stylesheet>
