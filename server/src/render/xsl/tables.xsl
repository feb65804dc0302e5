<?xml version="1.0" encoding="UTF-8"?>
<!-- The table family, with the scopes a screen reader needs. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:f="urn:cda-workbench:functions"
  xpath-default-namespace="urn:hl7-org:v3" exclude-result-prefixes="#all" expand-text="yes">

  <xsl:template match="table" mode="narrative">
    <div class="cda-table">
      <table>
        <xsl:call-template name="common"><xsl:with-param name="class" select="f:table-classes(.)"/></xsl:call-template>
        <xsl:call-template name="width"/>
        <xsl:for-each select="caption[1]">
          <caption>
            <xsl:call-template name="common"/>
            <xsl:apply-templates mode="narrative"/>
          </caption>
        </xsl:for-each>
        <xsl:apply-templates select="node() except caption[1]" mode="narrative"/>
      </table>
    </div>
  </xsl:template>

  <xsl:function name="f:table-classes" as="xs:string*">
    <xsl:param name="table" as="element()"/>
    <xsl:sequence select="
      'bordered'[$table/@border[not(normalize-space(.) = ('', '0'))]],
      $table/@rules/lower-case(.)[. = ('none', 'groups', 'rows', 'cols', 'all')] ! ('rules-' || .),
      $table/@frame/lower-case(.)[. = ('void', 'above', 'below', 'hsides', 'lhs', 'rhs', 'vsides', 'box', 'border')] ! ('frame-' || .)"/>
  </xsl:function>

  <xsl:template name="width">
    <xsl:variable name="width" select="normalize-space(@width)"/>
    <xsl:if test="matches($width, '^[0-9]{1,4}%?$')"><xsl:attribute name="width" select="$width"/></xsl:if>
  </xsl:template>

  <xsl:template match="thead | tbody | tfoot" mode="narrative">
    <xsl:element name="{local-name()}">
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="narrative"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="tr" mode="narrative">
    <tr>
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="narrative"/>
    </tr>
  </xsl:template>

  <xsl:template match="colgroup | col" mode="narrative">
    <xsl:element name="{local-name()}">
      <xsl:call-template name="common"/>
      <xsl:call-template name="width"/>
      <xsl:if test="f:span(@span)"><xsl:attribute name="span" select="f:span(@span)"/></xsl:if>
      <xsl:if test="self::colgroup"><xsl:apply-templates select="col" mode="narrative"/></xsl:if>
    </xsl:element>
  </xsl:template>

  <xsl:template match="td | th" mode="narrative">
    <xsl:element name="{local-name()}">
      <xsl:call-template name="common"/>
      <xsl:call-template name="cell"/>
      <xsl:apply-templates mode="narrative"/>
    </xsl:element>
  </xsl:template>

  <xsl:template name="cell">
    <xsl:if test="@*">
      <xsl:if test="@colspan[f:span(.)]"><xsl:attribute name="colspan" select="f:span(@colspan)"/></xsl:if>
      <xsl:if test="@rowspan[f:span(.)]"><xsl:attribute name="rowspan" select="f:span(@rowspan)"/></xsl:if>
      <xsl:if test="@abbr"><xsl:attribute name="abbr" select="@abbr"/></xsl:if>
      <xsl:if test="@headers">
        <xsl:attribute name="headers" select="tokenize(@headers) ! f:id(.)"/>
      </xsl:if>
      <xsl:if test="@width"><xsl:call-template name="width"/></xsl:if>
    </xsl:if>
    <xsl:if test="self::th">
      <xsl:attribute name="scope" select="
        if (@scope = ('row', 'col', 'rowgroup', 'colgroup')) then @scope
        else if (../parent::thead) then (if (@colspan[f:span(.)]) then 'colgroup' else 'col')
        else if (../td) then 'row' else 'col'"/>
    </xsl:if>
  </xsl:template>

  <!-- A browser moves what a table may not hold out of it; in a cell of its own it stays in its place. -->
  <xsl:template match="table/text() | thead/text() | tbody/text() | tfoot/text()" mode="narrative">
    <xsl:if test="normalize-space(.) ne ''"><tr><td>{.}</td></tr></xsl:if>
  </xsl:template>

  <xsl:template match="tr/text()" mode="narrative">
    <xsl:if test="normalize-space(.) ne ''"><td>{.}</td></xsl:if>
  </xsl:template>

  <xsl:template match="table/* | thead/* | tbody/* | tfoot/*" mode="narrative" priority="0.4">
    <tr><td><xsl:next-match/></td></tr>
  </xsl:template>

  <xsl:template match="tr/*" mode="narrative" priority="0.4">
    <td><xsl:next-match/></td>
  </xsl:template>
</xsl:stylesheet>
