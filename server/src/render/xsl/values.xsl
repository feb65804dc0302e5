<?xml version="1.0" encoding="UTF-8"?>
<!-- From values of a hostile document to values that may stand in HTML: ids, classes, links, numbers, times. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:f="urn:cda-workbench:functions" xmlns:a="urn:cda-workbench:anchor"
  xpath-default-namespace="urn:hl7-org:v3" exclude-result-prefixes="#all" expand-text="yes">

  <!-- The prefix keeps ids of the document away from those of the page (DOM clobbering). -->
  <xsl:variable name="not-in-ids">&#9;&#10;&#13; "'&lt;&gt;&amp;#%`=</xsl:variable>

  <xsl:function name="f:id" as="xs:string">
    <xsl:param name="id" as="xs:string"/>
    <xsl:sequence select="'cda-' || translate($id, $not-in-ids, '_____________')"/>
  </xsl:function>

  <!-- What every narrative element may carry: anchor, language, classes. Written so that a bare element costs nothing. -->
  <xsl:template name="common">
    <xsl:param name="class" as="xs:string*"/>
    <xsl:if test="@*">
      <xsl:if test="@ID">
        <xsl:attribute name="id" select="f:id(@ID)"/>
        <xsl:attribute name="data-cda-id" select="@ID"/>
      </xsl:if>
      <xsl:if test="@language">
        <xsl:attribute name="lang" select="f:language(@language)"/>
      </xsl:if>
      <xsl:call-template name="anchor"/>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="@styleCode or @align or @valign">
        <xsl:attribute name="class" select="
          $class,
          @styleCode/tokenize(.) ! lower-case(replace(., '[^A-Za-z0-9]', ''))[. ne ''] ! ('s-' || .),
          @align/lower-case(normalize-space(.))[. = ('left', 'right', 'center', 'justify')] ! ('a-' || .),
          @valign/lower-case(normalize-space(.))[. = ('top', 'middle', 'bottom', 'baseline')] ! ('v-' || .)"/>
      </xsl:when>
      <xsl:when test="exists($class)">
        <xsl:attribute name="class" select="$class"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The number of the element's place in the source, where the document was marked before the transformation. -->
  <xsl:template name="anchor">
    <xsl:param name="of" as="element()?" select="."/>
    <xsl:variable name="number" select="$of/@a:cda-anchor"/>
    <xsl:if test="exists($number) and $number ne '' and translate($number, '0123456789', '') eq ''">
      <xsl:attribute name="data-anchor" select="$number"/>
    </xsl:if>
  </xsl:template>

  <!-- A party is marked itself, or by the participation it stands in. -->
  <xsl:template name="party-anchor">
    <xsl:param name="of" as="element()?" required="yes"/>
    <xsl:call-template name="anchor">
      <xsl:with-param name="of" select="($of[@a:cda-anchor], $of/..)[1]"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:function name="f:language" as="xs:string">
    <xsl:param name="code" as="xs:string"/>
    <xsl:sequence select="if (matches($code, '^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$')) then $code else $lang"/>
  </xsl:function>

  <!--
    The link as it may be followed, or nothing. Browsers drop whitespace and control characters before they read the
    scheme, so they go first; then only http, https, mailto and a place in this document are let through.
  -->
  <xsl:function name="f:link" as="xs:string?">
    <xsl:param name="href" as="xs:string?"/>
    <xsl:variable name="bare" select="replace(string($href), '[\s\p{C}\p{Z}]', '')"/>
    <xsl:choose>
      <xsl:when test="matches($bare, '^#.')">#{f:id(substring($bare, 2))}</xsl:when>
      <xsl:when test="matches($bare, '^(https?://|mailto:)[^&quot;&lt;&gt;\\]+$', 'i')">{$bare}</xsl:when>
    </xsl:choose>
  </xsl:function>

  <xsl:function name="f:span" as="xs:string?">
    <xsl:param name="value" as="xs:string?"/>
    <xsl:sequence select="
      normalize-space($value)[matches(., '^[1-9][0-9]{0,2}$')][. ne '1']"/>
  </xsl:function>

  <xsl:variable name="hl7-time"
    select="'^([0-9]{4})([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2}(\.[0-9]+)?)?([+-][0-9]{2})?([0-9]{2})?$'"/>
  <xsl:variable name="month-names" select="tokenize('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec')"/>

  <!-- An HL7 timestamp for people: 04/01/2024 07:35, its zone small, everything in @datetime. -->
  <xsl:function name="f:time" as="node()*">
    <xsl:param name="value" as="xs:string?"/>
    <xsl:variable name="text" select="normalize-space($value)"/>
    <xsl:variable name="parts" as="xs:string*">
      <xsl:analyze-string select="$text" regex="{$hl7-time}">
        <xsl:matching-substring>
          <xsl:sequence select="(1, 2, 3, 4, 5, 6, 8, 9) ! regex-group(.)"/>
        </xsl:matching-substring>
      </xsl:analyze-string>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="empty($parts)">
        <xsl:value-of select="$text"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="date" select="string-join($parts[position() le 3][. ne ''], '-')"/>
        <xsl:variable name="clock" select="string-join(($parts[4], ($parts[5][. ne ''], '00')[1]), ':')"/>
        <xsl:variable name="zone" select="if ($parts[7] ne '') then $parts[7] || ':' || ($parts[8][. ne ''], '00')[1] else ''"/>
        <time datetime="{$date}{if ($parts[4] ne '') then 'T' || $clock || (':' || $parts[6])[$parts[6] ne ''] || $zone else ''}">
          <xsl:value-of select="f:day($parts[1], $parts[2], $parts[3])"/>
          <xsl:if test="$parts[4] ne ''">
            <xsl:text> {$clock}</xsl:text>
            <xsl:if test="$zone ne ''"><span class="zone"> {$zone}</span></xsl:if>
          </xsl:if>
        </time>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:function>

  <xsl:function name="f:day" as="xs:string">
    <xsl:param name="year" as="xs:string"/>
    <xsl:param name="month" as="xs:string"/>
    <xsl:param name="day" as="xs:string"/>
    <xsl:sequence select="
      if ($lang eq 'en' and $month ne '' and exists($month-names[number($month)]))
      then string-join(($day[. ne ''] ! string(xs:integer(.)), $month-names[number($month)], $year), ' ')
      else string-join(($day, $month, $year)[. ne ''], '/')"/>
  </xsl:function>

  <!-- TS or IVL_TS: one time, an interval, or why there is none. -->
  <xsl:template name="period" as="node()*">
    <xsl:param name="of" as="element()?"/>
    <xsl:variable name="low" select="$of/low/@value"/>
    <xsl:variable name="high" select="$of/high/@value"/>
    <xsl:choose>
      <xsl:when test="$of/@value"><xsl:sequence select="f:time($of/@value)"/></xsl:when>
      <xsl:when test="$low and $high">
        <xsl:sequence select="f:time($low)"/>
        <xsl:text> – </xsl:text>
        <xsl:sequence select="f:time($high)"/>
      </xsl:when>
      <xsl:when test="$low">{f:label('since')} <xsl:sequence select="f:time($low)"/></xsl:when>
      <xsl:when test="$high">{f:label('until')} <xsl:sequence select="f:time($high)"/></xsl:when>
      <xsl:when test="$of/@nullFlavor"><span class="null">{f:null-flavor($of/@nullFlavor)}</span></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Age on a day, both as HL7 timestamps; nothing when one of them is not a full date. -->
  <xsl:function name="f:age" as="xs:string?">
    <xsl:param name="birth" as="xs:string?"/>
    <xsl:param name="on" as="xs:string?"/>
    <xsl:variable name="dates" select="($birth, $on) ! replace(., '^([0-9]{4})([0-9]{2})([0-9]{2}).*$', '$1-$2-$3')[. castable as xs:date] ! xs:date(.)"/>
    <xsl:if test="count($dates) eq 2 and $dates[1] le $dates[2]">
      <xsl:variable name="months" select="
        (year-from-date($dates[2]) - year-from-date($dates[1])) * 12 + month-from-date($dates[2]) - month-from-date($dates[1])
        - (if (day-from-date($dates[2]) lt day-from-date($dates[1])) then 1 else 0)"/>
      <xsl:sequence select="
        if ($months ge 36) then $months idiv 12 || ' ' || f:label('years')
        else if ($months ge 2) then $months || ' ' || f:label('months')
        else days-from-duration($dates[2] - $dates[1]) || ' ' || f:label('days')"/>
    </xsl:if>
  </xsl:function>

  <xsl:function name="f:size" as="xs:string">
    <xsl:param name="bytes" as="xs:integer"/>
    <xsl:variable name="units" select="if ($lang eq 'en') then ('bytes', 'KB', 'MB') else ('octets', 'Ko', 'Mo')"/>
    <xsl:variable name="mega" select="string(round($bytes div 104858) div 10)"/>
    <xsl:sequence select="
      if ($bytes lt 1024) then $bytes || ' ' || $units[1]
      else if ($bytes lt 1048576) then round($bytes div 1024) || ' ' || $units[2]
      else (if ($lang eq 'en') then $mega else translate($mega, '.', ',')) || ' ' || $units[3]"/>
  </xsl:function>
</xsl:stylesheet>
