// What an ICAP server says, as arbitrary bytes: cut in any way it reads the
// same, and what is kept of it is bounded.

#include "scanners/icap_reply.h"

#include <string>

#include "scanners/icap_findings.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

constexpr uint64_t kMostBody = 5000;

/// All that there is to know of an answer, as text.
std::string Read(std::string_view input, size_t most) {
  IcapReply reply(kMostBody);
  std::string body;
  size_t used = 0;
  bool wrong = false;
  fuzz::InPieces(input, most, [&](std::string_view piece) {
    const Result<size_t> taken =
        reply.Feed(piece, [&body](std::string_view bytes) {
          body += bytes;
          return Status();
        });
    wrong = !taken.ok();
    if (!wrong) used += taken.value();
    return !wrong && !reply.done();
  });
  fuzz::Require(body.size() <= kMostBody, "a body is capped");
  if (wrong) return "wrong";
  return std::to_string(used) + (reply.done() ? " done " : " cut ") +
         (reply.inner() ? std::to_string(reply.inner()->status) : "-") +
         (reply.inner_wrong() ? " wrong inside " : " ") + body;
}

void ReadFields(std::string_view input) {
  const Result<HttpHead> head = ParseHttpHead(input);
  if (!head.ok()) return;
  const Result<IcapFieldsSay> said = ReadIcapFields(head.value().fields, {});
  fuzz::Require(said.ok(), "without rules fields can be read");
  fuzz::Require(said.value().findings.size() <= 16, "findings are capped");
  for (const IcapFinding& finding : said.value().findings)
    fuzz::Require(finding.name.size() <= 200, "names are capped");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  const std::string once = Read(input, fuzz::kWhole);
  const size_t most = fuzz::Choice(input) % 40 + 1;
  fuzz::Require(Read(input, most) == once, "pieces read as the whole does");
  ReadFields(input);
  return 0;
}
