<?xml version="1.0" encoding="UTF-8"?>
<!-- Sections, their headings, the table of contents, and the body of a level-1 document. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:f="urn:cda-workbench:functions"
  xpath-default-namespace="urn:hl7-org:v3" exclude-result-prefixes="#all" expand-text="yes">

  <!-- FR-Document-PDF-copie. -->
  <xsl:variable name="pdf-copy" as="xs:string" select="'1.2.250.1.213.1.1.2.243'"/>

  <xsl:template name="contents">
    <xsl:param name="sections" as="element(section)*" required="yes"/>
    <xsl:if test="count($sections) + count($sections/component/section) ge 2">
      <nav class="cda-contents" aria-label="{f:label('contents')}">
        <p class="cda-contents-title" aria-hidden="true">{f:label('contents')}</p>
        <xsl:call-template name="contents-level">
          <xsl:with-param name="sections" select="$sections"/>
        </xsl:call-template>
      </nav>
    </xsl:if>
  </xsl:template>

  <xsl:template name="contents-level">
    <xsl:param name="sections" as="element(section)*" required="yes"/>
    <xsl:param name="path" as="xs:string" select="'section'"/>
    <xsl:if test="$sections">
      <ol>
        <xsl:for-each select="$sections">
          <xsl:variable name="own" select="$path || '-' || position()"/>
          <li>
            <xsl:if test="f:heading(.) ne ''"><a href="#{$own}">{f:heading(.)}</a></xsl:if>
            <xsl:call-template name="contents-level">
              <xsl:with-param name="sections" select="section | component/section"/>
              <xsl:with-param name="path" select="$own"/>
            </xsl:call-template>
          </li>
        </xsl:for-each>
      </ol>
    </xsl:if>
  </xsl:template>

  <xsl:function name="f:heading" as="xs:string">
    <xsl:param name="section" as="element(section)"/>
    <xsl:sequence select="(($section/title, $section/code/@displayName) ! normalize-space(.)[. ne ''], '')[1]"/>
  </xsl:function>

  <xsl:template match="section" mode="section">
    <xsl:param name="path" as="xs:string" select="'section'"/>
    <xsl:param name="level" as="xs:integer" select="2"/>
    <xsl:variable name="own" select="$path || '-' || position()"/>
    <xsl:variable name="heading" select="f:heading(.)"/>
    <section class="cda-section{' cda-only-copy'[f:is-only-copy(current())]}">
      <xsl:if test="@ID">
        <xsl:attribute name="id" select="f:id(@ID)"/>
        <xsl:attribute name="data-cda-id" select="@ID"/>
      </xsl:if>
      <xsl:call-template name="anchor"/>
      <xsl:choose>
        <xsl:when test="$heading ne ''">
          <xsl:attribute name="aria-labelledby" select="$own"/>
          <xsl:element name="h{min(($level, 6))}">
            <xsl:attribute name="id" select="$own"/>
            <xsl:if test="title/@ID"><xsl:attribute name="data-cda-id" select="title/@ID"/></xsl:if>
            <xsl:call-template name="anchor"><xsl:with-param name="of" select="title[1]"/></xsl:call-template>
            <xsl:value-of select="$heading"/>
          </xsl:element>
        </xsl:when>
        <xsl:otherwise><span id="{$own}"/></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="section-meta"/>
      <xsl:apply-templates select="text" mode="section"/>
      <xsl:apply-templates select="section | component/section" mode="section">
        <xsl:with-param name="path" select="$own"/>
        <xsl:with-param name="level" select="$level + 1"/>
      </xsl:apply-templates>
    </section>
  </xsl:template>

  <!-- A PDF copy without a word: nothing of it is on paper. -->
  <xsl:function name="f:is-only-copy" as="xs:boolean">
    <xsl:param name="section" as="element(section)"/>
    <xsl:sequence select="
      $section/templateId/@root = $pdf-copy and normalize-space($section/text) eq '' and empty($section/(section | component/section))
      and (every $value in $section//observationMedia/value satisfies f:media($value)?kind = 'pdf')"/>
  </xsl:function>

  <xsl:template name="section-meta">
    <xsl:variable name="parties" select="author/assignedAuthor, informant/*, subject/relatedSubject"/>
    <xsl:if test="$parties or confidentialityCode[not(@code = 'N')]/@code">
      <dl class="cda-section-meta">
        <xsl:for-each select="$parties">
          <div>
            <dt>{f:label(if (self::assignedAuthor) then 'section-author' else if (self::relatedSubject) then 'section-subject' else 'section-informant')}</dt>
            <dd>
              <xsl:call-template name="entity"><xsl:with-param name="of" select="."/></xsl:call-template>
            </dd>
          </div>
        </xsl:for-each>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('confidentiality')"/>
          <xsl:with-param name="value" select="confidentialityCode[not(@code = 'N')]/f:coded(@displayName, @code, $confidentialities)"/>
        </xsl:call-template>
      </dl>
    </xsl:if>
  </xsl:template>

  <xsl:template match="section/text" mode="section">
    <xsl:variable name="notes" select=".//footnote"/>
    <div>
      <xsl:call-template name="common"><xsl:with-param name="class" select="'cda-text'"/></xsl:call-template>
      <xsl:apply-templates mode="narrative"/>
      <xsl:if test="$notes">
        <aside class="cda-footnotes" aria-label="{f:label('footnotes')}">
          <ol>
            <xsl:for-each select="$notes">
              <li>
                <xsl:attribute name="id" select="f:note-id(.)"/>
                <xsl:if test="@ID"><xsl:attribute name="data-cda-id" select="@ID"/></xsl:if>
                <xsl:call-template name="anchor"/>
                <xsl:apply-templates mode="narrative"/>
                <xsl:text> </xsl:text>
                <a class="back" href="#{f:note-id(.)}-ref" aria-label="{f:label('back')}">↩</a>
              </li>
            </xsl:for-each>
          </ol>
        </aside>
      </xsl:if>
    </div>
  </xsl:template>

  <xsl:template match="nonXMLBody" mode="body">
    <section class="cda-embedded">
      <xsl:call-template name="party-anchor"><xsl:with-param name="of" select="text[1]"/></xsl:call-template>
      <xsl:choose>
        <xsl:when test="text[node() or @*]">
          <xsl:call-template name="body-media"><xsl:with-param name="value" select="text[1]"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise><p class="cda-missing">{f:label('empty-body')}</p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>
</xsl:stylesheet>
