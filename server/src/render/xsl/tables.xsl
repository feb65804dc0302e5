<?xml version="1.0" encoding="UTF-8"?>
<!--
  The table family, with the scopes a screen reader needs.
  Modes of their own for what stands in a table (rows) and in a row (cells): what does not belong there gets a cell,
  since a browser would move it out of the table, and the many cells are not matched against rules that are not for them.
-->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:f="urn:cda-workbench:functions"
  xpath-default-namespace="urn:hl7-org:v3" exclude-result-prefixes="#all" expand-text="yes">

  <xsl:template match="table" mode="narrative">
    <div class="cda-table">
      <table>
        <xsl:call-template name="common">
          <xsl:with-param name="class" select="f:table-classes(.)"/>
        </xsl:call-template>
        <xsl:call-template name="width"/>
        <xsl:for-each select="caption[1]">
          <caption>
            <xsl:call-template name="common"/>
            <xsl:apply-templates mode="narrative"/>
          </caption>
        </xsl:for-each>
        <xsl:apply-templates select="node() except caption[1]" mode="rows"/>
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

  <xsl:template match="thead | tbody | tfoot" mode="rows">
    <xsl:element name="{local-name()}">
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="rows"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="colgroup | col" mode="rows">
    <xsl:element name="{local-name()}">
      <xsl:call-template name="common"/>
      <xsl:call-template name="width"/>
      <xsl:if test="@span[f:span(.)]"><xsl:attribute name="span" select="f:span(@span)"/></xsl:if>
      <xsl:if test="self::colgroup"><xsl:apply-templates select="col" mode="rows"/></xsl:if>
    </xsl:element>
  </xsl:template>

  <xsl:template match="tr" mode="rows">
    <tr>
      <xsl:call-template name="common"/>
      <xsl:apply-templates mode="cells"/>
    </tr>
  </xsl:template>

  <xsl:template match="td | th" mode="cells">
    <xsl:element name="{local-name()}">
      <xsl:call-template name="common"/>
      <xsl:call-template name="cell"/>
      <xsl:apply-templates mode="narrative"/>
      <xsl:call-template name="flag"/>
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

  <xsl:template match="* | text()" mode="rows">
    <xsl:if test="f:shows(.)">
      <tr><td><xsl:apply-templates select="." mode="narrative"/></td></tr>
    </xsl:if>
  </xsl:template>

  <xsl:template match="* | text()" mode="cells">
    <xsl:if test="f:shows(.)">
      <td><xsl:apply-templates select="." mode="narrative"/></td>
    </xsl:if>
  </xsl:template>

  <xsl:function name="f:shows" as="xs:boolean">
    <xsl:param name="node" as="node()"/>
    <xsl:sequence select="normalize-space($node) ne '' or exists($node/descendant-or-self::renderMultiMedia)"/>
  </xsl:function>
</xsl:stylesheet>
