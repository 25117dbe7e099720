#include "queue/header_lines.h"

#include <algorithm>

#include "mail/version.h"

namespace sallyport {

namespace {

constexpr size_t kMaxEngineBytes = 60;
constexpr size_t kMaxNamedFindings = 5;
constexpr size_t kMaxFindingBytes = 120;

/// Printable ASCII without what ends or nests a comment (RFC 5322 3.2.2).
std::string Plain(std::string_view text, size_t most) {
  std::string plain(text.substr(0, most));
  for (char& c : plain)
    if (c < ' ' || c > '~' || c == '(' || c == ')' || c == '\\') c = '?';
  return plain;
}

std::string ScannerNote(const ScannerResult& result) {
  std::string note = result.scanner + " ";
  note += Name(result.verdict);
  note += " " + std::to_string(result.ms) + " ms";
  if (!result.engine.empty())
    note += ", " + Plain(result.engine, kMaxEngineBytes);
  return note;
}

/// "Received: (sallyport 1.0 by HOST, id ID, uid N; SCANNER..., ...); DATE".
std::string TraceField(const Gate& gate, WallTime now) {
  std::string field = "Received: (sallyport " + std::string(kVersion) +
                      " by " + Plain(gate.hostname, 255) + ", id " + gate.id +
                      ", uid " + std::to_string(gate.caller.uid) + ";\n";
  if (gate.inspection->results().empty()) field += "  not scanned;\n";
  for (const ScannerResult& result : gate.inspection->results())
    field += "  " + ScannerNote(result) + ";\n";
  field += "  " + std::to_string(MonotonicMs() - gate.began_ms) +
           " ms in all); " + MailDate(now) + "\n";
  return field;
}

/// "X-Sallyport: clean" or "X-Sallyport: tagged; CAUSE NAME, ...".
std::string VerdictLine(const Gate& gate) {
  std::string line = "X-Sallyport: ";
  if (gate.inspection->results().empty())
    line += "unscanned";
  else
    line += gate.decision.tagged ? "tagged" : "clean";
  size_t named = 0;
  for (const Finding& finding : gate.inspection->findings()) {
    if (named == kMaxNamedFindings) {
      line += ", ...";
      break;
    }
    line += named++ == 0 ? "; " : ", ";
    line += Name(finding.cause);
    if (finding.cause == Cause::kSpam)
      line += " " + std::to_string(finding.score).substr(0, 6);
    if (finding.name != Name(finding.cause))
      line += " " + Plain(finding.name, kMaxFindingBytes);
  }
  return line + "\n";
}

}  // namespace

std::string HeaderLines(const Gate& gate, WallTime now) {
  std::string lines = TraceField(gate, now) + VerdictLine(gate);
  for (const ScannerResult& result : gate.inspection->results())
    for (const auto& [name, value] : result.headers) {
      const std::string line = name + ": " + value + "\n";
      if (lines.size() + line.size() <= kMaxHeaderLinesBytes) lines += line;
    }
  return lines;
}

}  // namespace sallyport
