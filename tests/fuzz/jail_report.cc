// The jail's report as arbitrary bytes.

#include "inspect/jailed.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

std::string Format(const JailReport& report) {
  return "end " + report.word + " " + std::to_string(report.code) + " " +
         std::to_string(report.signal) + " " + std::to_string(report.cpu_ms) +
         " " + std::to_string(report.peak_kb) + "\n";
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  const Result<JailReport> report = ParseJailReport(input);
  if (!report.ok()) return 0;
  fuzz::Require(size <= kMaxReportBytes, "a report is capped");
  const std::string text = Format(report.value());
  fuzz::Require(text.size() <= size, "a report does not grow");
  const Result<JailReport> again = ParseJailReport(text);
  fuzz::Require(again.ok() && Format(again.value()) == text,
                "a report reads back");
  return 0;
}
