#include "admin/scan_json.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "base/escape.h"

namespace sallyport {

namespace {

using Json = nlohmann::ordered_json;

std::string Text(std::string_view raw) {
  return raw.empty() ? std::string() : EscapeField(raw);
}

Json Texts(const std::vector<std::string>& raw) {
  Json list = Json::array();
  for (const std::string& item : raw) list.push_back(Text(item));
  return list;
}

Json PartOrNull(int part) { return part == kNoPart ? Json() : Json(part); }

Json FindingJson(const Finding& finding) {
  Json json = {{"category", Name(CategoryOf(finding.cause))},
               {"cause", Name(finding.cause)},
               {"name", Text(finding.name)},
               {"part", PartOrNull(finding.part)},
               {"scanner", Text(finding.scanner)}};
  if (finding.cause == Cause::kSpam) json["score"] = finding.score;
  return json;
}

Json FindingsJson(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings)
    list.push_back(FindingJson(finding));
  return list;
}

Json LiftedJson(const std::vector<LiftedFinding>& lifted) {
  Json list = Json::array();
  for (const LiftedFinding& one : lifted) {
    list.push_back(FindingJson(one.finding));
    list.back()["lifted_by"] = Text(one.by);
  }
  return list;
}

Json PartsJson(const std::vector<ManifestRow>& rows) {
  Json list = Json::array();
  for (const ManifestRow& row : rows)
    list.push_back({{"part", row.part},
                    {"parent", PartOrNull(row.parent)},
                    {"depth", row.depth},
                    {"kind", Text(row.kind)},
                    {"name", Text(row.name)},
                    {"names", Texts(row.names)},
                    {"type", Text(row.type)},
                    {"bytes", row.bytes},
                    {"sha256", row.sha256},
                    {"flags", Texts(row.flags)}});
  return list;
}

Json ScannersJson(const std::vector<ScannerResult>& results) {
  Json list = Json::array();
  for (const ScannerResult& result : results) {
    Json headers = Json::object();
    for (const auto& [name, value] : result.headers)
      headers[Text(name)] = Text(value);
    list.push_back({{"scanner", Text(result.scanner)},
                    {"verdict", Name(result.verdict)},
                    {"required", result.required},
                    {"ms", result.ms},
                    {"engine", Text(result.engine)},
                    {"reason", Text(result.reason)},
                    {"said", Text(result.chatter)},
                    {"headers", headers}});
  }
  return list;
}

Json RecipientsJson(const ScanSubject& subject) {
  Json list = Json::array();
  const std::vector<std::string>& recipients =
      subject.envelope.envelope.recipients;
  for (size_t i = 0; i < recipients.size(); ++i) {
    const Fate fate = FateOf(subject.run.decision, i);
    list.push_back({{"recipient", Text(recipients[i])},
                    {"fate", fate.what},
                    {"folder", fate.folder}});
  }
  return list;
}

void AddInspection(const Inspection& inspection, Json* json) {
  (*json)["subject"] = Text(inspection.unpacked().subject);
  (*json)["parts"] = PartsJson(inspection.unpacked().rows);
  (*json)["findings"] = FindingsJson(inspection.findings());
  (*json)["lifted"] = LiftedJson(inspection.lifted());
  (*json)["scanners"] = ScannersJson(inspection.results());
  (*json)["unpack_ms"] = inspection.unpack_ms();
  (*json)["scan_ms"] = inspection.scan_ms();
}

std::string Line(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string ScanAsJson(const ScanSubject& subject) {
  const DryRun& run = subject.run;
  const Decision& decision = run.decision;
  Json json = {{"file", FileLabel(subject.file)},
               {"id", run.id},
               {"bytes", subject.message.bytes},
               {"sha256", subject.message.sha256},
               {"sender", Text(subject.envelope.envelope.sender)},
               {"client", subject.envelope.client_class},
               {"relay", subject.envelope.relay}};
  if (run.inspection) AddInspection(*run.inspection, &json);
  json["recipients"] = RecipientsJson(subject);
  json["answer"] = AnswerName(decision.answer);
  json["action"] = decision.LogAction();
  json["client_text"] = Text(ClientText(subject));
  json["reason"] = Text(decision.reason);
  json["decided_by"] =
      run.inspection && decision.finding != kNoFinding
          ? FindingJson(run.inspection->findings()[decision.finding])
          : Json();
  return Line(json);
}

std::string ScanErrorAsJson(const std::string& file, const std::string& why) {
  return Line({{"file", FileLabel(file)}, {"error", Text(why)}});
}

}  // namespace sallyport
