// What a plugin says, as arbitrary bytes: the same however they are cut,
// within its caps, and never a report without its last word.

#include <optional>

#include "mail/scanner_protocol.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

constexpr int kParts = 7;

std::optional<ScannerReport> Read(std::string_view input, size_t most) {
  ScannerOutput output(kParts);
  bool good = true;
  fuzz::InPieces(input, most, [&](std::string_view piece) {
    return good = output.Feed(piece).ok();
  });
  if (!good) return std::nullopt;
  Result<ScannerReport> report = output.Finish();
  if (!report.ok()) return std::nullopt;
  return std::move(report.value());
}

void CheckReport(const ScannerReport& report) {
  fuzz::Require(report.findings.size() + report.headers.size() +
                        report.exceptions.size() <
                    kMaxScannerLines,
                "lines are capped");
  for (const Finding& finding : report.findings) {
    fuzz::Require(finding.part >= kNoPart && finding.part <= kParts,
                  "a known part");
    fuzz::Require(finding.cause == Cause::kSpam || !finding.name.empty(),
                  "a finding has a name");
    fuzz::Require(finding.cause != Cause::kTrouble, "no trouble is found");
    fuzz::Require(finding.score >= -1e6 && finding.score <= 1e6,
                  "a score is a number");
  }
  size_t bytes = 0;
  for (const auto& [name, value] : report.headers) {
    bytes += name.size() + value.size();
    fuzz::Require(!name.empty() &&
                      name.find_first_of(": \r\n\t") == std::string::npos,
                  "a header has a name");
    fuzz::Require(value.size() <= kMaxHeaderValueBytes &&
                      value.find('\r') == std::string::npos &&
                      value.find('\0') == std::string::npos,
                  "a header has a value");
    for (size_t at = value.find('\n'); at != std::string::npos;
         at = value.find('\n', at + 1))
      fuzz::Require(at + 1 < value.size() &&
                        (value[at + 1] == ' ' || value[at + 1] == '\t'),
                    "a newline is folding");
    HeaderAllowed(name, {"X-Spam-*", value});
    fuzz::Require(!IsForbiddenHeader(name) || !HeaderAllowed(name, {"*"}),
                  "forbidden is not allowed");
  }
  fuzz::Require(bytes <= kMaxHeadersBytes, "headers are capped");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  const std::optional<ScannerReport> whole = Read(input, fuzz::kWhole);
  const std::optional<ScannerReport> cut = Read(input, 11);
  fuzz::Require(whole.has_value() == cut.has_value(), "the same in pieces");
  if (!whole) return 0;
  fuzz::Require(input.ends_with("done\n"), "done is the last word");
  fuzz::Require(whole->findings.size() == cut->findings.size() &&
                    whole->exceptions == cut->exceptions &&
                    whole->headers == cut->headers &&
                    whole->engine == cut->engine,
                "the same report in pieces");
  CheckReport(*whole);
  return 0;
}
