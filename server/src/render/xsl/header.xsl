<?xml version="1.0" encoding="UTF-8"?>
<!-- The header summary: document, patient, who did what and when; everything else folded away. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:map="http://www.w3.org/2005/xpath-functions/map"
  xmlns:f="urn:cda-workbench:functions" xpath-default-namespace="urn:hl7-org:v3"
  exclude-result-prefixes="#all" expand-text="yes">

  <xsl:template match="ClinicalDocument" mode="header">
    <header class="cda-header">
      <xsl:call-template name="heading"/>
      <xsl:apply-templates select="recordTarget/patientRole" mode="header"/>
      <xsl:call-template name="alerts"/>
      <dl class="cda-facts">
        <xsl:call-template name="people"/>
        <xsl:call-template name="encounter"/>
        <xsl:call-template name="acts"/>
      </dl>
      <xsl:call-template name="more"/>
    </header>
  </xsl:template>

  <xsl:template name="heading">
    <xsl:variable name="kind" select="normalize-space(code/@displayName)"/>
    <xsl:variable name="secrecy" select="confidentialityCode/@code ! string(.)"/>
    <div class="cda-heading">
      <xsl:if test="$kind ne '' and lower-case($kind) ne lower-case(f:title(.))">
        <p class="cda-kind">
          <xsl:call-template name="anchor"><xsl:with-param name="of" select="code[1]"/></xsl:call-template>
          <xsl:text>{$kind}</xsl:text>
        </p>
      </xsl:if>
      <h1>
        <xsl:call-template name="anchor"><xsl:with-param name="of" select="title[1]"/></xsl:call-template>
        <xsl:text>{f:title(.)}</xsl:text>
      </h1>
      <p class="cda-subtitle">
        <xsl:for-each select="effectiveTime[1]">
          <span>
            <xsl:call-template name="anchor"><xsl:with-param name="of" select="."/></xsl:call-template>
            <xsl:call-template name="period"><xsl:with-param name="of" select="."/></xsl:call-template></span>
        </xsl:for-each>
        <xsl:for-each select="versionNumber/@value">
          <span>
            <xsl:call-template name="anchor"><xsl:with-param name="of" select=".."/></xsl:call-template>
            <xsl:text>{f:label('version')} {.}</xsl:text>
          </span>
        </xsl:for-each>
        <xsl:for-each select="relatedDocument[@typeCode = 'RPLC']/parentDocument">
          <span>{f:label('replaces')} {id[1] ! f:identifier(.)}{versionNumber/@value ! (' (v' || . || ')')}</span>
        </xsl:for-each>
        <xsl:if test="$secrecy">
          <span class="{if ($secrecy eq 'N') then 'secrecy' else 'secrecy raised'}">
            <xsl:call-template name="anchor"><xsl:with-param name="of" select="confidentialityCode[1]"/></xsl:call-template>
            <xsl:text>{f:label('confidentiality')}{$colon}{f:coded(confidentialityCode/@displayName, $secrecy, $confidentialities)}</xsl:text>
          </span>
        </xsl:if>
      </p>
    </div>
  </xsl:template>

  <xsl:template match="patientRole" mode="header">
    <xsl:variable name="name" select="patient/name[1]"/>
    <xsl:variable name="known" select="id[map:contains($identifier-kinds, string(@root))]"/>
    <xsl:variable name="birth-family" select="$name/family[@qualifier = 'BR'] ! normalize-space(.)"/>
    <xsl:variable name="used-family" select="$name/family[@qualifier = 'CL'] ! normalize-space(.)"/>
    <xsl:variable name="birth-given" select="$name/given[@qualifier = 'BR'] ! normalize-space(.)"/>
    <xsl:variable name="used-given" select="$name/given[@qualifier = 'CL'] ! normalize-space(.)"/>
    <xsl:variable name="givens" select="$name/given[not(@qualifier)] ! normalize-space(.)"/>
    <xsl:variable name="sex" select="patient/administrativeGenderCode"/>
    <xsl:variable name="families" select="($used-family, $birth-family, $name/family ! normalize-space(.))"/>
    <xsl:variable name="shown" select="
      if ($name/*) then string-join(($families[1], ($used-given, $birth-given, $givens)[1]), ' ')
      else normalize-space($name)"/>
    <section class="cda-patient" aria-label="{f:label('patient')}">
      <xsl:call-template name="party-anchor"><xsl:with-param name="of" select="."/></xsl:call-template>
      <h2>
        <xsl:call-template name="anchor"><xsl:with-param name="of" select="$name"/></xsl:call-template>
        <xsl:text>{($shown[. ne ''], f:label('unnamed'))[1]}</xsl:text>
      </h2>
      <xsl:for-each select="$known">
        <p class="identifier">
          <xsl:call-template name="anchor"><xsl:with-param name="of" select="."/></xsl:call-template>
          <xsl:call-template name="patient-identifier"><xsl:with-param name="id" select="."/></xsl:call-template>
        </p>
      </xsl:for-each>
      <dl>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('sex')"/>
          <xsl:with-param name="of" select="$sex[1]"/>
          <xsl:with-param name="value" select="$sex/(f:coded(@displayName, @code, $sexes)[. ne ''],
            @nullFlavor/f:null-flavor(.))[1]"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('born')"/>
          <xsl:with-param name="of" select="patient/birthTime[1]"/>
          <xsl:with-param name="value" as="item()*">
            <xsl:call-template name="birth"/>
          </xsl:with-param>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('birthplace')"/>
          <xsl:with-param name="value" select="patient/birthplace/place/f:place(.)"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('birth-family')"/>
          <xsl:with-param name="value" select="$birth-family"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('birth-given')"/>
          <xsl:with-param name="value" select="$birth-given"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('birth-givens')"/>
          <xsl:with-param name="value" select="string-join($givens, ' ')"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('used-family')"/>
          <xsl:with-param name="value" select="$used-family"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('used-given')"/>
          <xsl:with-param name="value" select="$used-given"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('other-ids')"/>
          <xsl:with-param name="class" select="'wide'"/>
          <xsl:with-param name="value" select="(id except $known)[@root or @extension] ! f:identifier(.)"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('contact')"/>
          <xsl:with-param name="class" select="'wide'"/>
          <xsl:with-param name="value" as="item()*">
            <xsl:call-template name="contact"><xsl:with-param name="of" select="."/></xsl:call-template>
          </xsl:with-param>
        </xsl:call-template>
      </dl>
    </section>
  </xsl:template>

  <xsl:template name="birth">
    <xsl:variable name="time" select="patient/birthTime"/>
    <xsl:variable name="age" select="f:age($time/@value, ancestor::ClinicalDocument[1]/effectiveTime/@value)"/>
    <xsl:if test="$time">
      <span>
        <xsl:call-template name="period"><xsl:with-param name="of" select="$time"/></xsl:call-template>
        <xsl:if test="$age"><span class="age"> ({$age})</span></xsl:if>
      </span>
    </xsl:if>
  </xsl:template>

  <xsl:function name="f:place" as="xs:string?">
    <xsl:param name="place" as="element()"/>
    <xsl:variable name="code" select="normalize-space($place/addr/county)"/>
    <xsl:variable name="address" select="$place/addr/(* except county)[normalize-space(.) ne ''] ! normalize-space(.)"/>
    <xsl:variable name="words" select="distinct-values((normalize-space($place/name), $address))[. ne '']"/>
    <xsl:sequence select="
      string-join((string-join($words, ', ')[. ne ''],
        $code[. ne ''] ! ((if (exists($words)) then '(' else '') || f:label('cog') || ' ' || . || (if (exists($words)) then ')' else ''))), ' ')"/>
  </xsl:function>

  <xsl:template name="people">
    <xsl:variable name="performers" select="documentationOf/serviceEvent/performer"/>
    <xsl:variable name="laboratories" select="f:distinct($performers[templateId/@root = '1.3.6.1.4.1.19376.1.3.3.1.7']/assignedEntity)"/>
    <xsl:variable name="others" select="f:distinct($performers/assignedEntity)[not(f:who(.) = $laboratories/f:who(.))]"/>
    <xsl:call-template name="parties">
      <xsl:with-param name="label" select="f:label(if (count(author) gt 1) then 'authors' else 'author')"/>
      <xsl:with-param name="of" select="author/assignedAuthor"/>
    </xsl:call-template>
    <xsl:call-template name="parties">
      <xsl:with-param name="label" select="f:label('legal')"/>
      <xsl:with-param name="of" select="legalAuthenticator/assignedEntity"/>
      <xsl:with-param name="when" select="f:label('signed')"/>
    </xsl:call-template>
    <xsl:call-template name="parties">
      <xsl:with-param name="label" select="f:label(if (count(authenticator) gt 1) then 'authenticators' else 'authenticator')"/>
      <xsl:with-param name="of" select="authenticator/assignedEntity"/>
      <xsl:with-param name="when" select="f:label('signed')"/>
    </xsl:call-template>
    <xsl:call-template name="parties">
      <xsl:with-param name="label" select="f:label(if (count($laboratories) gt 1) then 'laboratories' else 'laboratory')"/>
      <xsl:with-param name="of" select="$laboratories"/>
      <xsl:with-param name="organization-first" select="true()"/>
      <xsl:with-param name="contact" select="true()"/>
    </xsl:call-template>
    <xsl:call-template name="parties">
      <xsl:with-param name="label" select="f:label(if (count($others) gt 1) then 'performers' else 'performer')"/>
      <xsl:with-param name="of" select="$others"/>
      <xsl:with-param name="contact" select="true()"/>
    </xsl:call-template>
    <xsl:call-template name="parties">
      <xsl:with-param name="label" select="f:label('custodian')"/>
      <xsl:with-param name="of" select="custodian/assignedCustodian"/>
    </xsl:call-template>
    <xsl:call-template name="parties">
      <xsl:with-param name="label" select="f:label('prescriber')"/>
      <xsl:with-param name="of" select="participant[@typeCode = 'REF']/associatedEntity"/>
      <xsl:with-param name="when" select="f:label('prescribed')"/>
    </xsl:call-template>
    <xsl:call-template name="fact">
      <xsl:with-param name="label" select="f:label('order')"/>
      <xsl:with-param name="value" select="inFulfillmentOf/order/f:order(.)"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    The same person or laboratory stands once, however many acts name it. Identifiers alone do not tell: in published
    documents two people share one.
  -->
  <xsl:function name="f:distinct" as="element()*">
    <xsl:param name="entities" as="element()*"/>
    <xsl:for-each-group select="$entities" group-by="f:who(.)">
      <xsl:sequence select="current-group()[1]"/>
    </xsl:for-each-group>
  </xsl:function>

  <xsl:function name="f:who" as="xs:string">
    <xsl:param name="entity" as="element()"/>
    <xsl:sequence select="$entity/string-join((
      id[1] ! f:identifier(.), code ! (@code, @displayName),
      (* except (id | code | addr | telecom | representedOrganization)) ! normalize-space(.),
      representedOrganization[1] ! (id[1] ! f:identifier(.), normalize-space(name[1]))), '&#10;')"/>
  </xsl:function>

  <!-- The identifier of the order and, for imaging, the accession number of the DICOM extension. -->
  <xsl:function name="f:order" as="xs:string*">
    <xsl:param name="order" as="element()"/>
    <xsl:sequence select="$order/id[@extension or @root] ! (@extension, @root)[1] ! string(.)"/>
    <xsl:sequence select="$order/*:accessionNumber[@extension] ! (@extension || ' (' || f:label('accession') || ')')"/>
  </xsl:function>

  <xsl:template name="parties">
    <xsl:param name="label" as="xs:string" required="yes"/>
    <xsl:param name="of" as="element()*" required="yes"/>
    <xsl:param name="when" as="xs:string?"/>
    <xsl:param name="contact" as="xs:boolean" select="false()"/>
    <xsl:param name="organization-first" as="xs:boolean" select="false()"/>
    <xsl:if test="$of">
      <div>
        <dt>{$label}</dt>
        <xsl:for-each select="$of">
          <dd>
            <xsl:if test="$organization-first"><xsl:attribute name="class" select="'organization-first'"/></xsl:if>
            <xsl:call-template name="entity">
              <xsl:with-param name="of" select="."/>
              <xsl:with-param name="contact" select="$contact"/>
            </xsl:call-template>
            <xsl:if test="$when and ../time/(@value, low/@value, high/@value)">
              <span class="when">
                <xsl:text>{$when} </xsl:text>
                <xsl:sequence select="f:time(../time/(@value, high/@value, low/@value)[1])"/>
              </span>
            </xsl:if>
          </dd>
        </xsl:for-each>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="acts">
    <xsl:variable name="acts" select="documentationOf/serviceEvent"/>
    <xsl:if test="$acts">
      <div class="acts">
        <dt>{f:label(if (count($acts) gt 1) then 'acts' else 'act')}</dt>
        <xsl:for-each select="$acts">
          <dd class="act">
            <xsl:call-template name="party-anchor"><xsl:with-param name="of" select="."/></xsl:call-template>
            <span class="who">{(code/(f:coded(@displayName, @code, map {})[. ne ''], originalText ! normalize-space(.), @nullFlavor/f:null-flavor(.))[. ne ''],
              f:label('unnamed-act'))[1]}</span>
            <xsl:call-template name="when"/>
          </dd>
        </xsl:for-each>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="encounter">
    <xsl:for-each select="componentOf/encompassingEncounter">
      <div>
        <dt>{f:label('encounter')}</dt>
        <dd>
          <xsl:call-template name="party-anchor"><xsl:with-param name="of" select="."/></xsl:call-template>
          <div class="entity">
            <xsl:for-each select="code/f:coded(@displayName, @code, map {})[. ne '']"><span class="who">{.}</span></xsl:for-each>
            <xsl:for-each select="location/healthCareFacility/(code/@displayName, location/name, serviceProviderOrganization/name) ! normalize-space(.)[. ne '']">
              <span class="where">{.}</span>
            </xsl:for-each>
          </div>
          <xsl:call-template name="when"/>
        </dd>
      </div>
      <xsl:call-template name="parties">
        <xsl:with-param name="label" select="f:label('encounter-responsible')"/>
        <xsl:with-param name="of" select="responsibleParty/assignedEntity"/>
      </xsl:call-template>
      <xsl:for-each-group select="encounterParticipant/assignedEntity" group-by="f:encounter-role(..)">
        <xsl:call-template name="parties">
          <xsl:with-param name="label" select="current-grouping-key()"/>
          <xsl:with-param name="of" select="current-group()"/>
        </xsl:call-template>
      </xsl:for-each-group>
    </xsl:for-each>
  </xsl:template>

  <!-- REF is no prescriber here: it is who sent the patient. -->
  <xsl:function name="f:encounter-role" as="xs:string">
    <xsl:param name="participant" as="element()"/>
    <xsl:variable name="code" select="if ($participant/@typeCode = 'REF') then 'REFB' else string($participant/@typeCode)"/>
    <xsl:sequence select="(f:coded((), $code, $participations)[map:contains($participations, $code)], f:label('encounter-participant'))[1]"/>
  </xsl:function>

  <!-- The time of an encounter or act; one that is not given is said to be a date, since nothing else tells. -->
  <xsl:template name="when">
    <xsl:variable name="period" as="node()*">
      <xsl:call-template name="period"><xsl:with-param name="of" select="effectiveTime[1]"/></xsl:call-template>
    </xsl:variable>
    <xsl:if test="exists($period)">
      <span class="when">
        <xsl:if test="$period/self::*:span[@class = 'null']">{f:label('date')} </xsl:if>
        <xsl:sequence select="$period"/>
      </span>
    </xsl:if>
  </xsl:template>

  <xsl:template name="more">
    <details class="cda-more">
      <summary>{f:label('more')}</summary>
      <dl class="cda-facts">
        <xsl:for-each select="participant[not(@typeCode = 'REF')]">
          <xsl:call-template name="parties">
            <xsl:with-param name="label" select="(functionCode/f:coded(@displayName, @code, map {})[. ne ''],
              f:coded((), @typeCode, $participations)[. ne ''], f:label('participant'))[1]"/>
            <xsl:with-param name="of" select="associatedEntity"/>
            <xsl:with-param name="contact" select="true()"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:for-each select="recordTarget/patientRole/patient/guardian, informant/*, informationRecipient/intendedRecipient, dataEnterer/assignedEntity">
          <xsl:call-template name="parties">
            <xsl:with-param name="label" select="f:label(
              if (self::guardian) then 'guardian' else if (parent::informant) then 'informant'
              else if (self::intendedRecipient) then 'recipient' else 'data-enterer')"/>
            <xsl:with-param name="of" select="."/>
            <xsl:with-param name="contact" select="true()"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('authorization')"/>
          <xsl:with-param name="value" select="authorization/consent/code/f:coded(@displayName, @code, map {})"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('document-id')"/>
          <xsl:with-param name="of" select="id[1]"/>
          <xsl:with-param name="value" select="id[@root] ! f:identifier(.)"/>
          <xsl:with-param name="class" select="'code'"/>
        </xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="label" select="f:label('set-id')"/>
          <xsl:with-param name="of" select="setId[1]"/>
          <xsl:with-param name="value" select="setId[@root] ! f:identifier(.)"/>
          <xsl:with-param name="class" select="'code'"/>
        </xsl:call-template>
      </dl>
    </details>
  </xsl:template>
</xsl:stylesheet>
