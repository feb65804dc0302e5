<?xml version="1.0" encoding="UTF-8"?>
<!-- People, organisations, addresses and identifiers of the header. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:map="http://www.w3.org/2005/xpath-functions/map"
  xmlns:f="urn:cda-workbench:functions" xpath-default-namespace="urn:hl7-org:v3"
  exclude-result-prefixes="#all" expand-text="yes">

  <xsl:variable name="titles" as="map(xs:string, xs:string)" select="map {
    'DR': 'Dr', 'PR': 'Pr', 'M': 'M.', 'MME': 'Mme', 'MLLE': 'Mlle' }"/>

  <!-- Dr Marcel CAMPARINI: the exercise title stands before the name and replaces the civility, as in French use. -->
  <xsl:function name="f:name" as="xs:string?">
    <xsl:param name="name" as="element()?"/>
    <xsl:variable name="titled" select="$name/suffix[upper-case(normalize-space(.)) = ('DR', 'PR')]"/>
    <xsl:variable name="before" select="if ($titled) then $titled else $name/prefix"/>
    <xsl:variable name="parts" select="
      $before ! f:person-title(.),
      $name/(given[not(@qualifier)], given[@qualifier])[1],
      $name/(family[@qualifier = 'CL'], family)[1],
      $name/(suffix except $titled)"/>
    <xsl:sequence select="
      if (empty($name)) then ()
      else if ($name/*) then string-join($parts ! normalize-space(.)[. ne ''], ' ')
      else normalize-space($name)"/>
  </xsl:function>

  <xsl:function name="f:person-title" as="xs:string">
    <xsl:param name="part" as="element()"/>
    <xsl:variable name="text" select="normalize-space($part)"/>
    <xsl:sequence select="($titles(upper-case($text)), $text)[1]"/>
  </xsl:function>

  <!-- assignedAuthor, assignedEntity, associatedEntity, relatedEntity, intendedRecipient, custodian: who, role, where. -->
  <xsl:template name="entity">
    <xsl:param name="of" as="element()?" required="yes"/>
    <xsl:param name="contact" as="xs:boolean" select="false()"/>
    <xsl:variable name="person" select="
      $of/(assignedPerson, associatedPerson, relatedPerson, informationRecipient, guardianPerson, subject)[1]/f:name(name[1])"/>
    <xsl:variable name="device" select="
      $of/assignedAuthoringDevice/string-join((manufacturerModelName, softwareName) ! normalize-space(.)[matches(., '\w')], ' · ')"/>
    <xsl:variable name="organization" select="
      $of/(representedOrganization, scopingOrganization, receivedOrganization, representedCustodianOrganization, guardianOrganization)[1]"/>
    <xsl:variable name="where" select="normalize-space($organization/name[1])"/>
    <xsl:variable name="role" select="$of/code/f:coded(@displayName, @code, map {})"/>
    <xsl:variable name="who" select="($person, $device, $where, $of/id[1]/@extension ! string(.), f:label('unnamed'))[. ne ''][1]"/>
    <div class="entity">
      <xsl:call-template name="party-anchor"><xsl:with-param name="of" select="$of"/></xsl:call-template>
      <span class="who">{$who}</span>
      <xsl:if test="$role ne ''"><span class="role">{$role}</span></xsl:if>
      <xsl:if test="$where ne '' and $where ne $who"><span class="where">{$where}</span></xsl:if>
      <xsl:if test="$contact">
        <xsl:call-template name="contact">
          <xsl:with-param name="of" select="if ($of/(addr | telecom)[node() or @value]) then $of else ($organization, $of)[1]"/>
        </xsl:call-template>
      </xsl:if>
    </div>
  </xsl:template>

  <xsl:template name="contact">
    <xsl:param name="of" as="element()?" required="yes"/>
    <xsl:variable name="lines" select="$of/addr/f:address(.), $of/telecom/f:telecom(@value)"/>
    <xsl:if test="exists($lines)">
      <span class="contact">
        <xsl:for-each select="distinct-values($lines)">
          <span>{.}</span>
        </xsl:for-each>
      </span>
    </xsl:if>
  </xsl:template>

  <xsl:function name="f:address" as="xs:string?">
    <xsl:param name="addr" as="element()"/>
    <xsl:variable name="street" select="$addr/(houseNumber, houseNumberNumeric, streetNameType, streetName)"/>
    <xsl:variable name="town" select="$addr/(postalCode, city)"/>
    <xsl:variable name="others" select="$addr/* except ($street, $town)"/>
    <xsl:variable name="lines" select="
      if ($addr/*) then (string-join($street ! normalize-space(.), ' '), $others[not(self::country)] ! normalize-space(.),
        string-join($town ! normalize-space(.), ' '), $addr/country ! normalize-space(.))
      else normalize-space($addr)"/>
    <xsl:sequence select="string-join($lines[normalize-space(.) ne ''], ', ')[. ne '']"/>
  </xsl:function>

  <xsl:function name="f:telecom" as="xs:string?">
    <xsl:param name="value" as="xs:string?"/>
    <xsl:sequence select="replace(normalize-space($value), '^(tel|mailto|fax):', '', 'i')[. ne '']"/>
  </xsl:function>

  <!-- A patient identifier with its kind; an INS is grouped by CSS only, so that copying it gives the bare digits. -->
  <xsl:template name="patient-identifier">
    <xsl:param name="id" as="element()" required="yes"/>
    <xsl:variable name="kind" select="$identifier-kinds(string($id/@root))"/>
    <xsl:variable name="value" select="normalize-space($id/@extension)"/>
    <span class="kind{' test'[$kind[3]]}">{$kind[if ($lang eq 'en') then 2 else 1]}</span>
    <xsl:text> </xsl:text>
    <span class="ins">
      <xsl:choose>
        <xsl:when test="matches($value, '^[0-9AB]{15}$')">
          <xsl:analyze-string select="$value" regex="^(.)(..)(..)(..)(...)(...)(..)$">
            <xsl:matching-substring>
              <xsl:for-each select="1 to 7"><span>{regex-group(.)}</span></xsl:for-each>
            </xsl:matching-substring>
          </xsl:analyze-string>
        </xsl:when>
        <xsl:otherwise>{$value}</xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <xsl:function name="f:identifier" as="xs:string">
    <xsl:param name="id" as="element()"/>
    <xsl:sequence select="string-join(($id/@extension, $id/@root) ! normalize-space(.)[. ne ''], ' · ')"/>
  </xsl:function>

  <!-- One line of a description list; written only when there is something to say. -->
  <xsl:template name="fact">
    <xsl:param name="label" as="xs:string" required="yes"/>
    <xsl:param name="value" as="item()*" required="yes"/>
    <xsl:param name="class" as="xs:string?"/>
    <xsl:param name="of" as="element()?"/>
    <xsl:if test="exists($value) and string-join($value ! string(.)) ne ''">
      <div>
        <xsl:if test="$class"><xsl:attribute name="class" select="$class"/></xsl:if>
        <xsl:call-template name="anchor"><xsl:with-param name="of" select="$of"/></xsl:call-template>
        <dt>{$label}</dt>
        <xsl:for-each select="$value">
          <dd><xsl:sequence select="."/></dd>
        </xsl:for-each>
      </div>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
