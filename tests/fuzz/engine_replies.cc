// What engines answer, as arbitrary lines: a finding has a name, and clean is
// only what has the one reply that means it. The first byte of an input says
// which engine answers.

#include <algorithm>
#include <string>

#include "scanners/avastd_reply.h"
#include "scanners/fprotd_reply.h"
#include "scanners/savapi_reply.h"
#include "scanners/sssp_reply.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

constexpr char kPath[] = "/spool/0001";

EngineLines Lines(std::string_view text) {
  EngineLines lines;
  do lines.emplace_back(fuzz::Take(&text, '\n'));
  while (!text.empty());
  return lines;
}

/// True if it was taken for clean.
bool Clean(const Result<EngineFindings>& findings) {
  if (!findings.ok()) return false;
  for (const EngineFinding& finding : findings.value())
    fuzz::Require(!finding.name.empty(), "a finding has a name");
  return findings.value().empty();
}

void CheckSophos(EngineLines lines) {
  static_cast<void>(ParseSsspAcceptance(lines.front()).ok());
  static_cast<void>(ParseSsspEngine(lines).ok());
  lines.push_back("");
  if (!Clean(ParseSsspScan(lines))) return;
  fuzz::Require(lines[lines.size() - 2].starts_with("DONE OK 0000"),
                "clean is what is done so");
  for (const std::string& line : lines)
    fuzz::Require(!line.starts_with("VIRUS") && !line.starts_with("FAIL"),
                  "clean has no virus and no failure");
}

void CheckAvira(const EngineLines& lines) {
  static_cast<void>(ParseSavapiVersion(lines.front(), "AVE_VERSION").ok());
  if (!Clean(ParseSavapiScan(lines))) return;
  fuzz::Require(lines.back().starts_with("200") ||
                    lines.back().starts_with("210"),
                "clean is what ends so");
  for (const std::string& line : lines)
    fuzz::Require(ReplyCode(line) != 310, "clean has no alert");
}

void CheckAvast(const EngineLines& lines) {
  static_cast<void>(ParseAvastVersion(lines).ok());
  if (!Clean(ParseAvastScan(lines, kPath))) return;
  fuzz::Require(lines.back().starts_with("200"), "clean is what ends so");
  for (size_t i = 1; i + 1 < lines.size(); ++i)
    fuzz::Require(lines[i].find("\t[+]") != std::string::npos,
                  "all of what is clean is clean");
}

void CheckFprot(const std::string& line) {
  if (!Clean(ParseFprotScan(line, "1.part"))) return;
  fuzz::Require(line.ends_with(" <clean> 1.part") &&
                    line.find_first_not_of('0') == line.find(' '),
                "clean is one line");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  std::string_view input = fuzz::Text(bytes, size);
  if (input.empty()) return 0;
  const char engine = input.front();
  input.remove_prefix(1);
  const EngineLines lines = Lines(input);
  switch (engine & 3) {
    case 0:
      CheckSophos(lines);
      break;
    case 1:
      CheckAvira(lines);
      break;
    case 2:
      CheckAvast(lines);
      break;
    default:
      CheckFprot(lines.front());
      break;
  }
  return 0;
}
