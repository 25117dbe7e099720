#include "scanners/avastd_reply.h"

#include <algorithm>
#include <array>

#include "mail/address.h"

namespace sallyport {

namespace {

constexpr std::string_view kEngine = "Avast";
constexpr std::string_view kMember = "|>";

std::string Unescape(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

/// Errors of Avast that are about the file; their numbers are not public, and
/// change. All others mean that it was not scanned: the file cannot be opened
/// or is excluded, the licence is over.
struct FileError {
  std::string_view words;
  Cause cause;
};
constexpr std::array kFileErrors = {
    FileError{"password protected", Cause::kEncrypted},
    FileError{"decompression bomb", Cause::kUnscannable},
    FileError{"corrupted", Cause::kUnscannable},
};

/// Null for the others.
const FileError* FindFileError(std::string_view text) {
  const std::string lower = LowerCase(text);
  const auto known = std::find_if(
      kFileErrors.begin(), kFileErrors.end(), [&lower](const FileError& error) {
        return lower.find(error.words) != std::string::npos;
      });
  return known == kFileErrors.end() ? nullptr : &*known;
}

/// "Error 13 Permission denied"
bool ParseError(const std::string& text, EngineFindings* findings) {
  const FileError* known = FindFileError(text);
  if (known == nullptr || !text.starts_with("Error ")) return false;
  AddFinding(known->cause, "Avast: " + text, findings);
  return true;
}

/// "0.0" behind the mark, or nothing.
bool IsNumber(std::string_view text) {
  return text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// What stands behind "SCAN PATH", maybe of a member of it. Its name is of its
/// maker's choice, but has no tab that is not escaped.
bool ParseResult(std::string_view rest, EngineFindings* findings) {
  if (!rest.starts_with('\t') && !rest.starts_with(kMember)) return false;
  Until("\t", &rest);
  std::string_view mark = Until("\t", &rest);
  if (mark.size() < 3 || !IsNumber(mark.substr(3))) return false;
  mark = mark.substr(0, 3);
  if (mark == "[+]") return rest.empty();
  if (mark == "[E]") return ParseError(Unescape(rest), findings);
  if (mark != "[L]") return false;
  Until(" ", &rest);  // a number
  AddFinding(Cause::kVirus, Unescape(rest), findings);
  return true;
}

}  // namespace

Status CheckAvastGreeting(std::string_view line) {
  if (ReplyCode(line) == 220) return {};
  return NotUnderstood(kEngine, line);
}

std::string EscapeAvastPath(std::string_view path) {
  std::string escaped;
  for (const char c : path) {
    if (c == ' ' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

bool IsAvastEnd(std::string_view line) {
  const int code = ReplyCode(line);
  return code != 0 && code != 210;
}

Result<std::string> ParseAvastVersion(const EngineLines& lines) {
  constexpr std::string_view kVersion = "VPS ";
  std::string engine(kEngine);
  const int code = ReplyCode(lines.back());
  if (lines.size() == 1 && code >= 400 && code < 600) return engine;
  if (code != 200 || lines.size() < 3 || ReplyCode(lines[0]) != 210)
    return NotUnderstood(kEngine, lines);
  for (size_t i = 1; i + 1 < lines.size(); ++i) {
    if (!lines[i].starts_with(kVersion)) return NotUnderstood(kEngine, lines);
    engine += " " + Unescape(lines[i]);
  }
  return engine;
}

Result<EngineFindings> ParseAvastScan(const EngineLines& lines,
                                      std::string_view path) {
  const std::string begin = "SCAN " + std::string(path);
  // An error of the one file that was asked about may be the last word, too.
  const int end = ReplyCode(lines.back());
  const bool ended = end == 200 || (end == 451 && FindFileError(lines.back()));
  if (lines.size() < 3 || ReplyCode(lines[0]) != 210 || !ended)
    return NotUnderstood(kEngine, lines);
  EngineFindings findings;
  for (size_t i = 1; i + 1 < lines.size(); ++i)
    if (!lines[i].starts_with(begin) ||
        !ParseResult(std::string_view(lines[i]).substr(begin.size()),
                     &findings))
      return NotUnderstood(kEngine, lines[i]);
  if (end != 200 && findings.empty()) return NotUnderstood(kEngine, lines);
  return findings;
}

}  // namespace sallyport
