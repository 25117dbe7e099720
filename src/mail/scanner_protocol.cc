#include "mail/scanner_protocol.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/escape.h"

namespace sallyport {

namespace {

constexpr double kMaxScore = 1e6;

Status Malformed(const char* what, std::string_view line) {
  return FormatError(what, EscapeField(line.substr(0, 100)));
}

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool EqualNoCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

/// RFC 5322 2.2: printable ASCII without the colon.
bool IsFieldName(std::string_view name) {
  return !name.empty() && name.size() <= 76 &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
}

/// Printable ASCII; a newline only in front of a blank (folding).
bool IsFieldValue(std::string_view value) {
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\n') {
      if (i + 1 == value.size() ||
          (value[i + 1] != ' ' && value[i + 1] != '\t'))
        return false;
    } else if (c != '\t' && (c < ' ' || c > '~')) {
      return false;
    }
  }
  return value.size() <= kMaxHeaderValueBytes;
}

}  // namespace

Status ScannerOutput::Feed(std::string_view bytes) {
  bytes_ += bytes.size();
  if (bytes_ > kMaxScannerBytes) return FormatError("output over", "1 MB");
  // What is pending has no newline: it is not searched again.
  size_t from = pending_.size();
  pending_.append(bytes);
  size_t start = 0;
  for (size_t end; (end = pending_.find('\n', from)) != std::string::npos;
       start = from = end + 1) {
    Status status =
        Line(std::string_view(pending_).substr(start, end - start));
    if (!status.ok()) return status;
  }
  pending_.erase(0, start);
  return {};
}

Result<ScannerReport> ScannerOutput::Finish() {
  if (!pending_.empty()) return Malformed("cut line", pending_).error();
  if (!done_) return FormatError("output ended without", "done");
  return std::move(report_);
}

Status ScannerOutput::Line(std::string_view line) {
  if (done_) return Malformed("line after done", line);
  if (++lines_ > kMaxScannerLines) return FormatError("over", "10,000 lines");
  const std::vector<std::string_view> fields = Split(line, '\t');
  const std::string_view verb = fields[0];
  if (verb == "done" && fields.size() == 1) {
    done_ = true;
    return {};
  }
  constexpr std::array kVerbs = {Cause::kVirus, Cause::kAttachment,
                                 Cause::kPolicy, Cause::kEncrypted,
                                 Cause::kUnscannable};
  for (const Cause cause : kVerbs)
    if (verb == Name(cause)) return FindingLine(cause, fields);
  if (verb == "spam") return SpamLine(fields);
  if (verb == "header") return HeaderLine(fields);
  if ((verb == "except" || verb == "engine") && fields.size() == 2) {
    Result<std::string> text = UnescapeField(fields[1]);
    if (!text.ok()) return Malformed("bad line", line);
    if (verb == "except")
      report_.exceptions.push_back(std::move(text.value()));
    else
      report_.engine = std::move(text.value());
    return {};
  }
  return Malformed("unknown line", line);
}

Status ScannerOutput::FindingLine(
    Cause cause, const std::vector<std::string_view>& fields) {
  if (fields.size() != 3) return Malformed("wrong fields for", fields[0]);
  Result<std::string> name = UnescapeField(fields[1]);
  if (!name.ok() || name.value().empty())
    return Malformed("bad name", fields[1]);
  Finding finding;
  finding.cause = cause;
  finding.name = std::move(name.value());
  if (cause == Cause::kUnscannable) {
    // A reason that is one of the flags has that flag's action.
    for (const Cause flag : {Cause::kLimit, Cause::kDamaged, Cause::kUnopened,
                             Cause::kCharset, Cause::kSealed})
      if (finding.name == Name(flag)) finding.cause = flag;
  }
  const std::string_view part = fields[2];
  if (part != "-") {
    const auto [end, err] = std::from_chars(
        part.data(), part.data() + part.size(), finding.part);
    if (err != std::errc() || end != part.data() + part.size() ||
        finding.part < 0 || finding.part > parts_)
      return Malformed("bad part", part);
  }
  report_.findings.push_back(std::move(finding));
  return {};
}

Status ScannerOutput::SpamLine(const std::vector<std::string_view>& fields) {
  if (fields.size() != 3) return Malformed("wrong fields for", fields[0]);
  Finding finding;
  finding.cause = Cause::kSpam;
  const std::string_view score = fields[1];
  const auto [end, err] = std::from_chars(
      score.data(), score.data() + score.size(), finding.score);
  if (err != std::errc() || end != score.data() + score.size() ||
      !std::isfinite(finding.score) || std::fabs(finding.score) > kMaxScore)
    return Malformed("bad score", score);
  Result<std::string> detail = UnescapeField(fields[2]);
  if (!detail.ok()) return Malformed("bad detail", fields[2]);
  finding.name = std::move(detail.value());
  report_.findings.push_back(std::move(finding));
  return {};
}

Status ScannerOutput::HeaderLine(
    const std::vector<std::string_view>& fields) {
  if (fields.size() != 3) return Malformed("wrong fields for", fields[0]);
  Result<std::string> value = UnescapeField(fields[2]);
  if (!IsFieldName(fields[1]) || !value.ok() || !IsFieldValue(value.value()))
    return Malformed("bad header", fields[1]);
  header_bytes_ += fields[1].size() + value.value().size() + 3;
  if (header_bytes_ > kMaxHeadersBytes)
    return FormatError("headers over", "16 kB");
  report_.headers.emplace_back(fields[1], std::move(value.value()));
  return {};
}

bool IsForbiddenHeader(std::string_view name) {
  constexpr std::array<std::string_view, 8> kPrefixes = {
      "received", "x-sallyport", "from", "to", "cc", "subject", "date",
      "dkim-"};
  for (const std::string_view prefix : kPrefixes) {
    const bool whole = prefix != "x-sallyport" && prefix.back() != '-';
    if (EqualNoCase(name.substr(0, prefix.size()), prefix) &&
        (!whole || name.size() == prefix.size()))
      return true;
  }
  return false;
}

bool HeaderAllowed(std::string_view name,
                   const std::vector<std::string>& patterns) {
  if (IsForbiddenHeader(name)) return false;
  for (std::string_view pattern : patterns) {
    const bool open = !pattern.empty() && pattern.back() == '*';
    if (open) pattern.remove_suffix(1);
    const std::string_view front = open ? name.substr(0, pattern.size()) : name;
    if (EqualNoCase(front, pattern)) return true;
  }
  return false;
}

}  // namespace sallyport
