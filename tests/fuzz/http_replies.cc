// What servers answer over HTTP, and what is told to one, as arbitrary bytes:
// only a whole answer counts, and nothing leaves its line. The first byte of
// an input says which it is.

#include <algorithm>
#include <cmath>
#include <string>

#include "scanners/http_head.h"
#include "scanners/kse_reply.h"
#include "scanners/rspamd_fields.h"
#include "scanners/rspamd_reply.h"
#include "scanners/rspamd_request.h"
#include "scanners/rspamd_verdict.h"
#include "scanners/trace_field.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\t') || byte == 0x7F;
  });
}

void CheckHead(std::string_view input) {
  const Result<HttpHead> head = ParseHttpHead(input);
  if (!head.ok()) return;
  std::string again = head.value().version + " " +
                      std::to_string(head.value().status) + " " +
                      head.value().reason + "\r\n";
  for (const HttpField& field : head.value().fields) {
    fuzz::Require(!field.name.empty() && !HasControl(field.name) &&
                      !HasControl(field.value),
                  "a field is one line");
    again += field.name + ":" + field.value + "\r\n";
  }
  const Result<HttpHead> same = ParseHttpHead(again);
  fuzz::Require(same.ok() && same.value().status == head.value().status &&
                    same.value().fields.size() == head.value().fields.size(),
                "the same when written again");
}

void CheckRspamd(std::string_view input) {
  const Result<RspamdReply> reply = ParseRspamdReply(input);
  if (!reply.ok()) return;
  while (!input.empty() && input.back() != '}') input.remove_suffix(1);
  fuzz::Require(!input.empty(), "an answer is an object");
  fuzz::Require(!ParseRspamdReply(input.substr(0, input.size() - 1)).ok(),
                "a cut answer is none");
  const RspamdRules rules;
  const double score = ScoreThatCounts(reply.value(), rules);
  fuzz::Require(std::fabs(score) <= 1e6, "a score is a number");
  if (CheckScanned(reply.value(), rules).ok())
    fuzz::Require(
        !reply.value().skipped || reply.value().action == RspamdAction::kReject,
        "what was skipped does not count");
  for (const RspamdField& field : FieldsToAdd(reply.value().add_headers))
    fuzz::Require(!field.name.empty() && !HasControl(field.name) &&
                      !HasControl(field.value),
                  "a field is one line");
}

void CheckKse(std::string_view input) {
  const Result<KseVerdict> verdict = ParseKseReply(input);
  if (!verdict.ok()) return;
  if (verdict.value().cause)
    fuzz::Require(!verdict.value().name.empty(), "a finding has a name");
  else
    fuzz::Require(input.starts_with("CLEAN"), "clean is one word");
}

void CheckTold(std::string_view input) {
  RspamdFacts facts;
  facts.client = fuzz::Take(&input, '\n');
  facts.sender = fuzz::Take(&input, '\n');
  if (const auto trace = ParseTraceField(input, facts.client)) {
    fuzz::Require(trace->host.find_first_of(" \t\r\n") == std::string::npos,
                  "a name is one word");
    facts.host = trace->host;
    facts.helo = trace->helo;
  }
  facts.id = facts.user = facts.settings_id = facts.server = input;
  facts.recipients = {facts.sender, std::string(input)};
  const std::string head = RspamdRequestHead(facts, input.size());
  fuzz::Require(head.find("\r\n\r\n") == head.size() - 4, "one empty line");
  for (std::string_view rest = head; !rest.empty();)
    fuzz::Require(fuzz::Take(&rest, '\n').find('\r') != std::string::npos,
                  "lines end in CRLF");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  std::string_view input = fuzz::Text(bytes, size);
  if (input.empty()) return 0;
  const char which = input.front();
  input.remove_prefix(1);
  switch (which & 3) {
    case 0:
      CheckHead(input);
      break;
    case 1:
      CheckRspamd(input);
      break;
    case 2:
      CheckKse(input);
      break;
    default:
      CheckTold(input);
      break;
  }
  return 0;
}
