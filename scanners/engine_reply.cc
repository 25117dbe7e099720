#include "scanners/engine_reply.h"

#include <algorithm>

namespace sallyport {

namespace {

constexpr size_t kShownBytes = 200;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void AddFinding(Cause cause, std::string_view name, EngineFindings* findings) {
  EngineFinding finding{cause, std::string(name.empty() ? "unnamed" : name)};
  if (std::find(findings->begin(), findings->end(), finding) ==
      findings->end())
    findings->push_back(std::move(finding));
}

Error NotUnderstood(std::string_view engine, std::string_view line) {
  return FormatError(std::string(engine) + " said",
                     std::string(line.substr(0, kShownBytes)));
}

Error NotUnderstood(std::string_view engine, const EngineLines& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : " / ") + line;
    if (text.size() > kShownBytes) break;
  }
  return NotUnderstood(engine, text);
}

int ReplyCode(std::string_view line) {
  if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, IsDigit))
    return 0;
  if (line.size() > 3 && line[3] != ' ') return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace sallyport
