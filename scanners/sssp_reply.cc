#include "scanners/sssp_reply.h"

#include <algorithm>
#include <array>

namespace sallyport {

namespace {

constexpr std::string_view kEngine = "Sophos";
constexpr std::string_view kClean = "0000";
constexpr std::string_view kVirus = "0203";

/// Codes of SAVI that are about the file, and not about the engine. All others
/// mean that it was not scanned: the engine may fare better another time.
struct FileCode {
  std::string_view code;
  Cause cause;
  std::string_view name;
};
constexpr std::array kFileCodes = {
    FileCode{"020F", Cause::kUnscannable, "SAVI 020F: format not supported"},
    FileCode{"0211", Cause::kUnscannable, "SAVI 0211: compressed"},
    FileCode{"0212", Cause::kEncrypted, "SAVI 0212: encrypted"},
    FileCode{"021A", Cause::kUnscannable, "SAVI 021A: corrupt"},
    FileCode{"0225", Cause::kUnscannable, "SAVI 0225: one volume of several"},
    FileCode{"0231", Cause::kUnscannable, "SAVI 0231: scan aborted"},
};

/// "OK 0203" or "FAIL 0212", of a file or of all of it.
bool ParseOutcome(std::string_view word, std::string_view rest,
                  EngineFindings* findings) {
  const std::string_view code = Until(" ", &rest);
  if (word == "OK" && code == kClean) return true;
  if (word == "OK" && code == kVirus) {
    const bool named =
        std::any_of(findings->begin(), findings->end(),
                    [](const EngineFinding& finding) {
                      return finding.cause == Cause::kVirus;
                    });
    if (!named) AddFinding(Cause::kVirus, "", findings);
    return true;
  }
  const auto known =
      std::find_if(kFileCodes.begin(), kFileCodes.end(),
                   [code](const FileCode& row) { return row.code == code; });
  if (word != "FAIL" || known == kFileCodes.end()) return false;
  AddFinding(known->cause, known->name, findings);
  return true;
}

bool ParseEvent(std::string_view line, EngineFindings* findings) {
  const std::string_view word = Until(" ", &line);
  if (word == "VIRUS") {
    AddFinding(Cause::kVirus, Until(" ", &line), findings);
    return true;
  }
  if (word == "OK" || word == "FAIL") return ParseOutcome(word, line, findings);
  return word == "EVENT" || word == "FILE" || word == "TYPE";
}

}  // namespace

Status CheckSsspGreeting(std::string_view line) {
  if (line == "OK SSSP/1.0") return {};
  return NotUnderstood(kEngine, line);
}

Result<SsspAcceptance> ParseSsspAcceptance(std::string_view line) {
  std::string_view rest = line;
  const std::string_view word = Until(" ", &rest);
  if (word == "ACC" && !rest.empty()) return SsspAcceptance::kAccepted;
  if (word != "REJ" || rest.size() != 1 || rest < "1" || rest > "9")
    return NotUnderstood(kEngine, line);
  return rest == "4" ? SsspAcceptance::kTooLarge : SsspAcceptance::kRejected;
}

bool IsSsspEnd(std::string_view line) { return line.empty(); }

Result<std::string> ParseSsspEngine(const EngineLines& lines) {
  std::string versions;
  for (const std::string& line : lines) {
    if (IsSsspEnd(line)) break;
    std::string_view value = line;
    const std::string_view key = Until(":", &value);
    if (key.empty() || key.size() == line.size())
      return NotUnderstood(kEngine, line);
    while (value.starts_with(' ')) value.remove_prefix(1);
    if (key == "engineversion" || key == "savversion")
      versions += (versions.empty() ? " " : "/") + std::string(value);
  }
  return std::string(kEngine) + versions;
}

Result<EngineFindings> ParseSsspScan(const EngineLines& lines) {
  EngineFindings findings;
  constexpr std::string_view kDone = "DONE ";
  // The last but one; behind it is the empty one.
  if (lines.size() < 2 || !lines[lines.size() - 2].starts_with(kDone))
    return NotUnderstood(kEngine, lines);
  for (size_t i = 0; i + 2 < lines.size(); ++i)
    if (!ParseEvent(lines[i], &findings))
      return NotUnderstood(kEngine, lines[i]);
  std::string_view done = lines[lines.size() - 2];
  done.remove_prefix(kDone.size());
  const std::string_view word = Until(" ", &done);
  if (!ParseOutcome(word, done, &findings))
    return NotUnderstood(kEngine, lines[lines.size() - 2]);
  return findings;
}

}  // namespace sallyport
