#include "scanners/icap_verdict.h"

namespace sallyport {

namespace {

using Findings = std::vector<IcapFinding>;

Findings Unscannable(const char* why) {
  return {{Cause::kUnscannable, std::string("the ICAP server ") + why}};
}

std::string StatusOf(const HttpHead& head) {
  return head.version + " " + std::to_string(head.status) + " " + head.reason;
}

/// The fields of both heads: some products speak only inside.
std::vector<HttpField> FieldsOf(const IcapAnswer& answer) {
  std::vector<HttpField> fields = answer.head.fields;
  if (answer.inner)
    fields.insert(fields.end(), answer.inner->fields.begin(),
                  answer.inner->fields.end());
  return fields;
}

Result<Findings> JudgeUnmodified(const IcapAnswer& answer) {
  if (!answer.asked_204 && !answer.to_preview)
    return FormatError("ICAP answer 204", "it was not asked for");
  if (!answer.had_all) return Unscannable("did not want all of it");
  return Findings();
}

Result<Findings> JudgeContent(const IcapAnswer& answer,
                              const IcapPolicy& policy, bool says_clean) {
  if (!answer.inner)
    return FormatError("ICAP answer 200", "without an answer of HTTP");
  const std::string status = StatusOf(*answer.inner);
  if (answer.inner->status == 403)
    return Findings{{Cause::kVirus, "blocked: " + status}};
  if (answer.inner->status != 200)
    return Findings{{policy.changed, "answered: " + status}};
  if (!answer.same_body)
    return Findings{{policy.changed, "replaced by the ICAP server"}};
  if (!answer.had_all) return Unscannable("did not wait for all of it");
  if (answer.asked_204 && !policy.echo_is_clean && !says_clean)
    return Unscannable("handed it back, and did not say 204");
  return Findings();
}

}  // namespace

Result<std::vector<IcapFinding>> JudgeIcapAnswer(const IcapAnswer& answer,
                                                 const IcapPolicy& policy) {
  const int status = answer.head.status;
  if (status != 200 && status != 204)
    return FormatError("ICAP answer", StatusOf(answer.head));
  Result<IcapFieldsSay> said = ReadIcapFields(FieldsOf(answer), policy.rules);
  if (!said.ok()) return said.error();
  // A finding counts whatever comes behind it.
  if (!said.value().findings.empty()) return std::move(said.value().findings);
  if (!answer.broken.ok()) return answer.broken.error();
  if (status == 204) return JudgeUnmodified(answer);
  return JudgeContent(answer, policy, said.value().clean);
}

}  // namespace sallyport
