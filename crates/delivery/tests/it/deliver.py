"""Delivers messages to care by a client that zeep makes of a WSDL, and says what came back.

usage: deliver.py WSDL ENDPOINT FILE...
One line per file: its path, then the result code and the error id, or "fault", its code and its text. A file in a folder
"schema-invalid" travels as it is, since no client would write it.
"""

import pathlib
import sys

import zeep
from lxml import etree
from zeep.helpers import serialize_object

CARE = "urn:riv:clinicalprocess:healthcond:certificate:SendMessageToCareResponder:2"
BINDING = (
    "{urn:riv:clinicalprocess:healthcond:certificate:SendMessageToCare:2:rivtabp21}SendMessageToCareResponderBinding"
)
ENVELOPE = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>'
    '<r:LogicalAddress xmlns:r="urn:riv:itintegration:registry:1">{}</r:LogicalAddress>'
    "</e:Header><e:Body>{}</e:Body></e:Envelope>"
)


def as_client(client, service, root):
    element = client.get_element("{%s}SendMessageToCare" % CARE)
    value = serialize_object(element.parse(root, client.wsdl.types))
    # zeep reads an empty element as nothing at all.
    present = {etree.QName(child).localname for child in root}
    fields = {k: "" if v is None else v for k, v in value.items() if v or k in present}
    headers = {"LogicalAddress": fields["logiskAdressMottagare"]}
    answer = service.SendMessageToCare(_soapheaders=headers, **fields)
    result = getattr(answer, "result", answer)
    return result.resultCode, result.errorId or "-"


def raw(client, endpoint, root):
    address = root.findtext("{%s}logiskAdressMottagare" % CARE)
    envelope = ENVELOPE.format(address, etree.tostring(root, encoding="unicode"))
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
    response = client.transport.post(endpoint, envelope.encode(), headers)
    answer = etree.fromstring(response.content)
    code, text = answer.findtext(".//faultcode"), answer.findtext(".//faultstring")
    if code is None:
        raise SystemExit("no fault: " + response.text)
    return "fault", code.rpartition(":")[2], text


def main(wsdl, endpoint, *files):
    client = zeep.Client(wsdl)
    service = client.create_service(BINDING, endpoint)
    for file in files:
        root = etree.parse(file).getroot()
        try:
            if pathlib.Path(file).parent.name == "schema-invalid":
                said = raw(client, endpoint, root)
            else:
                said = as_client(client, service, root)
        except zeep.exceptions.Fault as fault:
            said = ("fault", fault.code, fault.message)
        print(file, *said, sep="\t")


main(*sys.argv[1:])
