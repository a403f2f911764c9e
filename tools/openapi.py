#!/usr/bin/env python3
"""Make the OpenAPI 3.1 document of the HTTP API from contract/.

    openapi.py CONTRACT_DIR OUT_FILE

Everything that commands, events, views and refusals say comes from the contract; this file adds only
the routes. The TypeScript types of web/ are made from the result.
"""
import json
import pathlib
import re
import sys

from contract import IDS, NAMES, parse

ID_PATTERN = "^[A-Za-z0-9_-]{1,16}$"
CLOCK_PATTERN = "^([01][0-9]|2[0-4]):[0-5][0-9]$"
KEY_MAX = 128
EVENTS_MAX = 1000
WAIT_MAX = 30
LANGUAGES = ("zh-CN", "en")

# What can be asked by a phone's link, and with what.
OWN_COMMANDS = {"rating.give": ("level", "comment"), "ticket.cancel": ()}

INTRO = """\
OpenHall runs the queue of a service hall. A **command** asks a hall for something; it answers with the
**events** that it wrote, or with a **refusal** that says what to do next. Events are never changed and
never removed, so a client that knows the last `seq` it saw can always catch up.

* Give every command an `Idempotency-Key`. The same key gets the same answer again: retrying is safe; another
  command needs another key.
* Read `state` once, then follow `stream` from its `seq`.
* A member that holds nothing (`0`, `false`, empty) is left out of an answer unless it is required.
* Times are RFC 3339 with the hall's offset; dates and clock times are the hall's own.
"""

TAGS = {
    "halls": "Which halls there are and how they stand.",
    "commands": "Asking a hall for something.",
    "events": "What happened, once or as it happens.",
    "queries": "Answers made for one screen.",
    "devices": "Kiosks, boards, pads, voices and printers.",
    "links": "What a customer's phone can see and do.",
    "voice": "Speaking calls.",
    "designs": "What kiosks show: designs and the media library.",
    "server": "The server itself.",
}


def studly(name):
    """TicketTake of ticket.take, ConfigService of config_service."""
    return "".join(part.capitalize() for part in re.split(r"[._]", name))


def ref(kind, name):
    return {"$ref": f"#/components/{kind}/{name}"}


def nullable(schema):
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def limits(schema, field, low_name, high_name):
    """Ranges are of the value, the characters or the entries, by type."""
    if field["low"]:
        schema[low_name] = field["low"]
    if field["high"] is not None:
        schema[high_name] = field["high"]
    return schema


def id_schema(kind):
    if kind in NAMES:
        return {"type": "string", "pattern": ID_PATTERN}
    return {"type": "integer", "format": "int64", "minimum": 1}


def int_schema(field):
    schema = {"type": "integer", "format": "int64"}
    if field["low"] is not None:
        schema["minimum"] = field["low"]
    if field["high"] is not None:
        schema["maximum"] = field["high"]
    return schema


PLAIN = {
    "bool": {"type": "boolean"},
    "time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "clock": {"type": "string", "pattern": CLOCK_PATTERN},
}


def field_schema(field):
    kind = field["type"]
    if kind in PLAIN:
        return dict(PLAIN[kind])
    if kind in NAMES or kind in IDS:
        return id_schema(kind)
    if kind == "int":
        return int_schema(field)
    if kind in ("text", "chars"):
        return limits({"type": "string"}, field, "minLength", "maxLength")
    if kind == "raw":
        return ref("schemas", studly("design_" + field["of"]))
    if kind in ("enum", "record"):
        return ref("schemas", studly(field["of"]))
    if kind == "list":
        entry = {"type": field["of"].partition(":")[0], "of": field["of"].partition(":")[2], "low": None, "high": None}
        return limits({"type": "array", "items": field_schema(entry)}, field, "minItems", "maxItems")
    sys.exit(f"openapi: no such type {kind}")


def record_schema(name, fields, doc=None, closed=False):
    """An object; `closed` where an unknown member is an error."""
    properties, required = {}, []
    for field_name, (spec, meaning) in fields.items():
        field = parse(spec, name)
        schema = field_schema(field)
        if field["nullable"]:
            schema = nullable(schema)
        if field["nullable"] or field["required"]:
            required.append(field_name)
        properties[field_name] = {**schema, "description": meaning}
    schema = {"type": "object", "properties": properties}
    if doc:
        schema = {"description": doc, **schema}
    if required:
        schema["required"] = required
    if closed:
        schema["additionalProperties"] = False
    return schema


def union(doc, tag, members):
    """One of `members`, {value of the member called `tag`: schema name}."""
    return {
        "description": doc,
        "oneOf": [ref("schemas", name) for name in members.values()],
        "discriminator": {"propertyName": tag,
                          "mapping": {value: f"#/components/schemas/{name}" for value, name in members.items()}},
    }


def command_schemas(commands, events):
    """CommandTicketTake, ArgsTicketTake and ResultTicketTake for each command, and their union."""
    out, members, results = {}, {}, []
    for name, command in commands.items():
        stem = studly(name)
        out[f"Args{stem}"] = record_schema(name, command["args"], f"Arguments of `{name}`.", closed=True)
        members[name] = f"Command{stem}"
        out[members[name]] = {
            "description": command["doc"], "type": "object", "required": ["command", "args"],
            "additionalProperties": False,
            "properties": {"command": {"type": "string", "const": name}, "args": ref("schemas", f"Args{stem}")}}
        event, fields = command["result"] or (None, [])
        shown = {field: events[event][field] for field in fields}
        out[f"Result{stem}"] = record_schema(name, shown, f"Result of `{name}`.")
        results.append(ref("schemas", f"Result{stem}"))
    return {"Command": union("Something to ask of a hall.", "command", members), **out,
            "Result": {"description": "What the command came to, by command.", "anyOf": results}}


def event_schemas(events, doc):
    head = {"seq": ["int 1..!", "place in the hall's log"], "at": ["time!", "when it happened"]}
    out, members = {}, {}
    for name, fields in events.items():
        members[name] = f"Event{studly(name)}"
        schema = record_schema(name, {**head, **fields})
        schema["properties"]["kind"] = {"type": "string", "const": name}
        schema["required"].append("kind")
        out[members[name]] = schema
    return {"Event": union(doc, "kind", members), **out}


def refusal_schema(doc, refusals):
    lines = [f"* `{name}` ({r['status']}): {r['en']['message']}. {r['en']['hint']}." for name, r in refusals.items()]
    return {"type": "string", "enum": list(refusals), "description": "\n".join([doc, ""] + lines)}


def design_schemas(designs):
    """What kiosks show, all names with Design before them."""
    own = lambda spec: re.sub(r"\b(enum|record):", r"\1:design_", spec)
    out = {studly("design_" + name): {"type": "string", "enum": words} for name, words in designs["enums"].items()}
    for name, fields in designs["records"].items():
        fields = {field: [own(spec), meaning] for field, (spec, meaning) in fields.items()}
        out[studly("design_" + name)] = record_schema(name, fields, closed=True)
    return out


def schemas(types, commands, designs, events, views, refusals):
    out = design_schemas(designs)
    for name, words in {**types["enums"], **views["enums"]}.items():
        out[studly(name)] = {"type": "string", "enum": words}
    for name, fields in types["records"].items():
        out[studly(name)] = record_schema(name, fields, closed=True)
    out.update(command_schemas(commands["commands"], events["events"]))
    out.update(own_schemas(commands["commands"]))
    out.update(event_schemas(events["events"], events["doc"]))
    for name, fields in views["records"].items():
        out[studly(name)] = record_schema(name, fields)
    out["Refusal"] = refusal_schema(refusals["doc"], refusals["refusals"])
    out["Refused"]["properties"]["refusal"] = ref("schemas", "Refusal")
    out["Answer"] = {
        "description": "What a command did.", "type": "object", "required": ["seq", "events", "result"],
        "properties": {
            "seq": {"type": "integer", "format": "int64", "description": "the hall's last event"},
            "events": {"type": "array", "items": ref("schemas", "Event"), "description": "what was written, in order"},
            "result": ref("schemas", "Result")}}
    out["Events"] = {
        "description": "A page of the log.", "type": "object", "required": ["events", "last"],
        "properties": {
            "events": {"type": "array", "items": ref("schemas", "Event"), "description": "in order, without a gap"},
            "last": {"type": "integer", "format": "int64", "description": "the hall's last event"}}}
    return out


def body(schema, doc, media="application/json", **more):
    return {"description": doc, "content": {media: {"schema": schema, **more}}}


def refused_examples(refusals, status):
    """Every refusal of that status, in both languages where it is first."""
    return {f"{name}.{language}": {"summary": r[language]["message"], "value": {"refusal": name, **r[language]}}
            for name, r in refusals.items() if r["status"] == status for language in LANGUAGES}


def responses(refusals):
    fault, refused = ref("schemas", "Fault"), ref("schemas", "Refused")
    busy = body(fault, "The server cannot answer now; nothing is known to be written. Send the same key again.")
    busy["headers"] = {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer", "minimum": 1}}}
    method = body(fault, "The route has no such method.")
    method["headers"] = {"Allow": {"description": "methods that it has", "schema": {"type": "string"}}}
    return {
        "Invalid": body(fault, "The request cannot be read; `field` names the offending input."),
        "Unknown": body(fault, "There is no such hall, ticket or route."),
        "Method": method,
        "Conflict": body(refused, "The hall says no.", examples=refused_examples(refusals, 409)),
        "TooLarge": body(fault, "The body is larger than 1 MiB."),
        "Unprocessable": body(refused, "The hall says no to what was sent.", examples=refused_examples(refusals, 422)),
        "Busy": busy,
        "Type": body(fault, "The file is of a kind, or as large as no file of its kind, that can be used."),
        "Range": {"description": "The file has no such bytes."},
        "Changed": body(fault, "It does not stand as the request takes it to; nothing was changed."),
        "Unusable": body(fault, "The design cannot be published; `field` names the place."),
    }


def parameter(name, place, schema, doc, required=False):
    return {"name": name, "in": place, "required": required or place == "path", "description": doc, "schema": schema}


def parameters():
    seq = {"type": "integer", "format": "int64", "minimum": 0}
    return {
        "hall": parameter("hall", "path", id_schema("service"), "id of the hall"),
        "language": parameter("Accept-Language", "header", {"type": "string", "default": "zh-CN"},
                              "language of refusals and faults, zh-CN or en, by weight; en where only others are named"),
        "key": parameter("Idempotency-Key", "header", {"type": "string", "minLength": 1, "maxLength": KEY_MAX,
                                                       "pattern": "^[!-~]+$"},
                         "names this command; the same key gets the same answer again"),
        "after": parameter("after", "query", seq, "seq of the last event that the client has seen"),
    }


def query(name, schema, doc, required=False):
    return parameter(name, "query", schema, doc, required)


def operation(tag, name, summary, answer, faults=(), params=(), **more):
    """A GET or POST; `answer` is its response 200."""
    errors = {"400": "Invalid", "404": "Unknown", "405": "Method", "409": "Conflict", "413": "TooLarge",
              "415": "Type", "416": "Range", "422": "Unprocessable", "503": "Busy", "409d": "Changed", "422d": "Unusable"}
    out = {"tags": [tag], "operationId": name, "summary": summary}
    if params:
        out["parameters"] = list(params)
    out.update(more)
    out["responses"] = {"200": answer, **{code[:3]: ref("responses", errors[code]) for code in faults}}
    return out


READ_FAULTS = ("400", "404", "405", "503")


def hall_get(tag, name, summary, answer, *params):
    """A GET below /v1/halls/{hall}."""
    return {"parameters": [ref("parameters", "hall"), ref("parameters", "language")],
            "get": operation(tag, name, summary, answer, READ_FAULTS, params)}


def view(name, doc):
    return body(ref("schemas", name), doc)


COMMAND_EXAMPLES = {
    "take": {"summary": "Take a ticket (取号)", "value": {
        "command": "ticket.take", "args": {"service": "s1", "channel": "kiosk"}}},
    "callNext": {"summary": "Call the next ticket (叫号)", "value": {
        "command": "ticket.call_next", "args": {"window": "w1"}}},
    "signIn": {"summary": "A clerk signs in", "value": {
        "command": "window.open", "args": {"window": "w1", "clerk": "c1"}}},
    "transfer": {"summary": "Send on, to return afterwards (转移)", "value": {
        "command": "ticket.transfer", "args": {"window": "w1", "to_service": "s2", "come_back": True}}},
}


def command_path():
    content = {"application/json": {"schema": ref("schemas", "Command"), "examples": COMMAND_EXAMPLES}}
    return {
        "parameters": [ref("parameters", "hall"), ref("parameters", "language")],
        "post": operation(
            "commands", "command", "Ask a hall for something",
            view("Answer", "Done; the events are on disk."), ("400", "404", "405", "409", "413", "422", "503"),
            [ref("parameters", "key")], requestBody={"required": True, "content": content})}


def stream_path():
    doc = ("Server-sent events without end. Each has `id: SEQ` and `data:` with one event as JSON; a comment comes "
           "every 15 s as a heartbeat. Starts after `Last-Event-ID`, else after `after`, else from now.")
    answer = {"description": doc, "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    last = parameter("Last-Event-ID", "header", {"type": "integer", "format": "int64", "minimum": 0},
                     "seq of the last event seen; wins over `after`")
    return hall_get("events", "stream", "Events as they happen", answer, ref("parameters", "after"), last)


def event_paths():
    return {
        "/v1/halls/{hall}/events": hall_get(
            "events", "events", "Events after a seq", view("Events", "Events, at once or after waiting."),
            ref("parameters", "after"),
            query("limit", {"type": "integer", "minimum": 1, "maximum": EVENTS_MAX}, "events at most"),
            query("wait", {"type": "integer", "minimum": 0, "maximum": WAIT_MAX},
                  "seconds to wait for an event while there is none")),
        "/v1/halls/{hall}/stream": stream_path(),
    }


def query_paths():
    text = {"type": "string"}
    day = {"type": "string", "format": "date"}
    ticket = parameter("ticket", "path", id_schema("ticket"), "id of the ticket")
    return {
        "/v1/halls/{hall}/menu": hall_get(
            "queries", "menu", "What its kiosks offer now", view("Menu", "The menu of today.")),
        "/v1/halls/{hall}/config": hall_get(
            "queries", "config", "Its configuration", view("Config", "The configuration in force.")),
        "/v1/halls/{hall}/windows/{window}/next": hall_get(
            "queries", "next", "Whom a window would be given if it called now",
            view("Next", "The policy's choice as of now."), parameter("window", "path", id_schema("window"), "id of the window")),
        "/v1/halls/{hall}/slots": hall_get(
            "queries", "slots", "Free slots of a service on a day", view("Slots", "Slots, by start."),
            query("service", id_schema("service"), "the service", True), query("date", day, "the day", True)),
        "/v1/halls/{hall}/tickets/{ticket}": hall_get(
            "queries", "ticket", "One ticket", view("Ticket", "How the ticket stands."), ticket),
        "/v1/halls/{hall}/tickets/{ticket}/slip.png": hall_get(
            "queries", "slip", "The slip of a ticket as a picture",
            {"description": "The slip as it was printed; without the expected wait once that is forgotten.", "content": {"image/png": {}}}, ticket,
            query("paper", {"enum": ["57", "58", "80"], "default": "80"}, "width of the paper, mm; 57 counts as 58"),
            query("lang", {"enum": ["zh", "en", "both"]}, "languages; those of the server's setting unless said")),
        "/v1/halls/{hall}/waits": hall_get(
            "queries", "waits", "What customers are told of their waits, and how that came true",
            view("Waits", "Each service as of now, and what was told against what came.")),
        "/v1/halls/{hall}/appointments": hall_get(
            "queries", "appointments", "Bookings that fit every filter", view("Appointments", "Bookings, by day and slot."),
            query("date", day, "the day"), query("name", text, "part of the name"),
            query("phone", text, "phone number"), query("token", text, "hash of the card or ID number"),
            query("code", text, "the six digits"),
            query("state", ref("schemas", "AppointmentState"), "what became of it")),
    }


def device_paths():
    device = parameter("device", "path", id_schema("service"), "id of the device in the hall's configuration")
    content = {"application/json": {"schema": ref("schemas", "DeviceBeat"), "example": {"state": "ok", "shown": 1042}}}
    beat = {"parameters": [ref("parameters", "hall"), ref("parameters", "language")],
            "post": operation("devices", "beat", "A device says that it is there",
                              view("DeviceHeard", "Heard; say so again in time."), ("400", "404", "405", "413", "503"),
                              [device], requestBody={"required": True, "content": content})}
    return {
        "/v1/halls/{hall}/devices": hall_get(
            "devices", "devices", "What stands in a hall, and receipts of its calls",
            view("Devices", "Devices, as the configuration lists them.")),
        "/v1/halls/{hall}/devices/{device}/beat": beat,
    }


def link_paths():
    """What phones have: a ticket's link, and nothing else."""
    link = parameter("link", "path", {"type": "string"}, "the link, as it stands behind /t/ on the slip")
    gone = body(ref("schemas", "Fault"), "The ticket is over for more than a day.")
    look = operation("links", "link", "The ticket of a link", view("Link", "How the ticket stands, for its customer."),
                     READ_FAULTS)
    look["responses"]["410"] = gone
    commands = {name: ref("schemas", f"Own{studly(name)}") for name in OWN_COMMANDS}
    content = {"application/json": {"schema": {"oneOf": list(commands.values())}}}
    act = operation("links", "linkCommand", "Rate or give up the ticket of a link",
                    view("Answer", "Done; the events are on disk."), ("400", "404", "405", "409", "413", "422", "503"),
                    [ref("parameters", "key")], requestBody={"required": True, "content": content})
    head = [link, ref("parameters", "language")]
    return {"/v1/links/{link}": {"parameters": head, "get": look},
            "/v1/links/{link}/commands": {"parameters": head, "post": act}}


def own_schemas(commands):
    """Commands as a phone sends them: without the ticket, which its link names."""
    out = {}
    for name, members in OWN_COMMANDS.items():
        args = record_schema(name, {m: commands[name]["args"][m] for m in members}, closed=True)
        out[f"Own{studly(name)}"] = {
            "description": commands[name]["doc"], "type": "object", "required": ["command"],
            "additionalProperties": False,
            "properties": {"command": {"type": "string", "const": name}, "args": args}}
    return out


def voice_body(**more):
    player = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$",
              "description": "who asks: another name for each player, and for each time that its page is opened"}
    schema = {"type": "object", "required": ["player", *(n for n in more if n != "wait")],
              "properties": {"player": player, **more}}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def voice_paths():
    at = [ref("parameters", "hall"), ref("parameters", "language")]
    zone = parameter("zone", "path", id_schema("service"), "id of the zone; `hall` for the first, or for the only one")
    language = parameter("voice_language", "path", ref("schemas", "VoiceLanguage"), "language of the recording")
    piece = parameter("piece", "path", {"type": "string", "pattern": "^([0-9A-Z]|please|goto|window[.].+)$"},
                      "name of the piece")
    sound = parameter("sound", "path", {"type": "string"}, "name of the sound, as `voice_next` gives it")
    wav = {"audio/wav": {"schema": {"type": "string", "format": "binary"}}}
    kept = body({"type": "object"}, "Done; it is on disk.")
    whole = {"type": "integer", "format": "int64", "minimum": 1}
    faults = ("400", "404", "405", "422", "503")
    return {
        "/v1/halls/{hall}/voice": hall_get(
            "voice", "voice", "How the voice of a hall does", view("Voice", "Its zones, and whether it can speak.")),
        "/v1/halls/{hall}/voice/{zone}/next": {"parameters": at + [zone], "post": operation(
            "voice", "voiceNext", "Take the next call of a zone to speak it",
            view("VoiceNext", "The call is on loan to the player until it says done, or `lease_ms` have passed."),
            ("400", "404", "405", "413", "503"), requestBody=voice_body(wait={
                "type": "integer", "minimum": 0, "maximum": WAIT_MAX,
                "description": "seconds to wait for a call while there is none"}))},
        "/v1/halls/{hall}/voice/{zone}/done": {"parameters": at + [zone], "post": operation(
            "voice", "voiceDone", "Say that a call was spoken, or could not be",
            view("VoiceDone", "It is settled; one that could not be spoken is handed out once more."),
            ("400", "404", "405", "413", "503"),
            requestBody=voice_body(announcement=whole, spoken={"type": "boolean"}))},
        "/v1/halls/{hall}/voice/sounds/{sound}": {"parameters": at + [sound], "get": operation(
            "voice", "voiceSound", "A sound", {"description": "PCM, 16 bits, one channel, 22050 Hz.", "content": wav},
            ("404", "405", "503"))},
        "/v1/halls/{hall}/voice/pack": hall_get(
            "voice", "voicePack", "The hall's own recordings, and what is missing",
            view("VoicePack", "Pieces that calls need, and what else was uploaded.")),
        "/v1/halls/{hall}/voice/pack/{voice_language}/{piece}": {
            "parameters": at + [language, piece],
            "get": operation("voice", "voicePiece", "A recording as it is kept",
                             {"description": "PCM, 16 bits, one channel, 22050 Hz.", "content": wav}, ("404", "405", "503")),
            "put": operation("voice", "voicePiecePut", "Keep a recording", kept, faults,
                             requestBody={"required": True, "content": wav}),
            "delete": operation("voice", "voicePieceDelete", "Remove a recording", kept, faults)},
    }


def post(name, summary, answer, schema, faults, *params):
    """A POST about designs."""
    content = {"application/json": {"schema": ref("schemas", schema)}}
    return operation("designs", name, summary, answer, ("400", "404", "405", *faults, "503"), params,
                     requestBody={"required": True, "content": content})


def design_paths():
    base = "/v1/halls/{hall}/designs"
    one = parameter("design", "path", id_schema("service"), "id of the design")
    version = query("version", {"type": "integer", "minimum": 0},
                    "a version, 0 for the draft; the draft unless said, or the newest version where there is none")
    text = hall_get("designs", "design", "One design", view("DesignText", "The design."), one, version)
    saved, shown = view("DesignText", "As it was saved."), view("DesignText", "What kiosks show from now on.")
    text["post"] = post("saveDesign", "Save its draft, if nobody else did meanwhile", saved, "DesignSave", ("409d", "413"), one)
    head = lambda: {"parameters": [ref("parameters", "hall"), ref("parameters", "language")]}
    return {
        "/v1/halls/{hall}/kiosk": hall_get("designs", "kiosk", "What its kiosks show", view("Kiosk", "Designs by screen.")),
        base: hall_get("designs", "designs", "All designs, with their versions", view("Designs", "Designs, by id.")),
        base + "/{design}": text,
        base + "/{design}/publish": {**head(), "post": post(
            "publishDesign", "Let kiosks show the draft, or an earlier version again", shown, "DesignPublish",
            ("409d", "422d"), one)},
        base + "/{design}/discard": {**head(), "post": post(
            "discardDesign", "Give up its draft", view("Designs", "What is left."), "DesignDiscard", ("409d",), one)},
        base + "/{design}/remove": {**head(), "post": post(
            "removeDesign", "Delete it with its versions, if no kiosk shows it", view("Designs", "What is left."),
            "DesignRemove", ("409d",), one)},
    }


def media_paths():
    base = "/v1/halls/{hall}/media"
    one = parameter("media", "path", {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "name of the file")
    number = parameter("upload", "path", id_schema("ticket"), "number of the upload")
    part = query("part", {"type": "integer", "minimum": 0}, "number of the part, from 0", True)
    head = lambda: {"parameters": [ref("parameters", "hall"), ref("parameters", "language")]}
    binary = {"type": "string", "format": "binary"}
    files = {"description": "The file; `Range` gives a part of it with status 206.",
             "content": {"*/*": {"schema": binary}}}
    library = hall_get("designs", "mediaList", "The media library", view("MediaList", "Files, newest first."))
    library["post"] = post("beginUpload", "Begin to upload a file", view("Upload", "Where to send its parts."),
                           "DesignUpload", ("409d", "415"))
    sent = operation("designs", "uploadPart", "Send a part of a file", view("Upload", "What is there."),
                     ("400", "404", "405", "409d", "413", "415", "503"), [number, part],
                     requestBody={"required": True, "content": {"application/octet-stream": {"schema": binary}}})
    file = hall_get("designs", "media", "A file", files, one)
    file["get"]["responses"]["416"] = ref("responses", "Range")
    return {
        base: library,
        base + "/{media}": file,
        "/v1/halls/{hall}/uploads/{upload}": {**head(), "post": sent},
        "/v1/halls/{hall}/uploads/{upload}/abort": {**head(), "post": post(
            "abortUpload", "Give an upload up, so that its place is free at once", view("MediaList", "What is there."),
            "DesignNothing", (), number)},
        base + "/{media}/remove": {**head(), "post": post(
            "removeMedia", "Remove a file that no design uses", view("MediaList", "What is left."), "DesignNothing",
            ("409d",), one)},
    }


def server_paths():
    plain = lambda doc: body({"type": "string"}, doc, "text/plain")
    get = lambda name, summary, answer, *faults: {"get": operation("server", name, summary, answer, faults)}
    document = body({"type": "object"}, "An OpenAPI 3.1 document.")
    return {
        "/v1/openapi.json": get("openapi", "This document", document, "405"),
        "/healthz": get("healthz", "Is the process alive", plain("`ok`"), "405"),
        "/readyz": get("readyz", "Can it answer commands", plain("`ok`"), "405", "503"),
        "/metrics": get("metrics", "Figures for Prometheus", plain("Text exposition format."), "405"),
    }


def paths():
    at = query("at", {"type": "string", "format": "date-time"}, "the time machine: the state as it was then")
    return {
        "/v1/halls": {"get": operation("halls", "halls", "All halls", view("Halls", "Halls, by id."), ("405", "503"))},
        "/v1/halls/{hall}/state": hall_get(
            "halls", "state", "How a hall stands", view("State", "The state after event `seq`."), at),
        "/v1/halls/{hall}/outline": hall_get(
            "halls", "outline", "A day at a glance, for the time machine", view("Outline", "The day, minute by minute."),
            query("date", {"type": "string", "format": "date"}, "the day, local to the hall", True)),
        "/v1/halls/{hall}/commands": command_path(),
        **event_paths(), **query_paths(), **device_paths(), **design_paths(), **media_paths(), **link_paths(),
        **voice_paths(), **server_paths(),
    }


def document(source):
    load = lambda name: json.loads((source / f"{name}.json").read_text(encoding="utf-8"))
    types, commands, designs, events, views, refusals = map(
        load, ("types", "commands", "design", "events", "views", "refusals"))
    return {
        "openapi": "3.1.0",
        "info": {"title": "OpenHall", "version": "1", "summary": "The queue of a service hall",
                 "description": INTRO, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/", "description": "the server that gave this document"}],
        "security": [],
        "tags": [{"name": name, "description": doc} for name, doc in TAGS.items()],
        "paths": paths(),
        "components": {
            "schemas": schemas(types, commands, designs, events, views, refusals),
            "responses": responses(refusals["refusals"]),
            "parameters": parameters(),
        },
    }


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[2])
    out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document(pathlib.Path(sys.argv[1])), ensure_ascii=False, indent=1)
    out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
