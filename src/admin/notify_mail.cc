#include "admin/notify_mail.h"

#include <algorithm>

#include "base/escape.h"

namespace sallyport {

namespace {

/// A line of a message has at most 78 characters (RFC 5322 2.1.1).
constexpr size_t kMaxLineBytes = 78;
constexpr size_t kMaxPlainSubject = 60;
/// 45 bytes are 60 of base64: with its frame an encoded word stays under 75.
constexpr size_t kEncodedWordBytes = 45;
constexpr size_t kMaxQuotedLine = 76;

bool IsPrintableAscii(char c) { return c >= 0x20 && c < 0x7F; }

std::string Base64(std::string_view bytes) {
  constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    unsigned long group = 0;
    for (size_t j = 0; j < 3; ++j) {
      group <<= 8;
      if (i + j < bytes.size())
        group |= static_cast<unsigned char>(bytes[i + j]);
    }
    for (size_t j = 0; j < 4; ++j)
      text += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 63]
                                    : '=';
  }
  return text;
}

std::string OneQuoted(char c) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const unsigned char byte = static_cast<unsigned char>(c);
  return {'=', kDigits[byte >> 4], kDigits[byte & 15]};
}

/// True if the body needs no encoding.
bool IsPlainText(std::string_view body) {
  for (const std::string_view line : Split(body, '\n'))
    if (line.size() > kMaxLineBytes ||
        !std::all_of(line.begin(), line.end(), IsPrintableAscii))
      return false;
  return true;
}

}  // namespace

std::string_view CutText(std::string_view text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && most - end < 4 &&
         (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end);
}

std::string Shown(std::string_view raw) {
  if (raw.empty() || raw == "-") return std::string(raw);
  const std::string_view front = CutText(raw, kMaxShownBytes);
  return EscapeField(front) + (front.size() < raw.size() ? "..." : "");
}

std::string EncodeHeaderText(std::string_view text) {
  text = CutText(text, kMaxSubjectBytes);
  if (text.size() <= kMaxPlainSubject && !text.empty() &&
      std::all_of(text.begin(), text.end(), IsPrintableAscii) &&
      text.find("=?") == std::string_view::npos && text.front() != ' ' &&
      text.back() != ' ')
    return std::string(text);
  std::string value;
  while (!text.empty()) {
    std::string_view word = CutText(text, kEncodedWordBytes);
    if (word.empty()) word = text.substr(0, kEncodedWordBytes);
    value += (value.empty() ? "=?utf-8?B?" : "\n =?utf-8?B?") + Base64(word) +
             "?=";
    text.remove_prefix(word.size());
  }
  return value;
}

std::string QuotedPrintable(std::string_view text) {
  std::string out;
  size_t line = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += '\n';
      line = 0;
      continue;
    }
    const bool last = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain =
        IsPrintableAscii(c) && c != '=' && !(c == ' ' && last);
    const std::string piece = plain ? std::string(1, c) : OneQuoted(c);
    if (line + piece.size() >= kMaxQuotedLine) {
      out += "=\n";
      line = 0;
    }
    out += piece;
    line += piece.size();
  }
  return out;
}

bool IsPlainAddress(std::string_view address) {
  constexpr size_t kMost = 254;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) !=
               std::string_view::npos;
  };
  const size_t at = address.find('@');
  const std::string_view user = address.substr(0, at);
  if (address.empty() || address.size() > kMost || user.empty() ||
      !std::all_of(user.begin(), user.end(), plain))
    return false;
  if (at == std::string_view::npos) return true;
  const std::string_view domain = address.substr(at + 1);
  return !domain.empty() && std::all_of(domain.begin(), domain.end(), plain);
}

std::string FormatNotice(const NoticeMail& mail) {
  std::string body(CutText(mail.body, kMaxNoticeBytes));
  if (!body.ends_with('\n')) body += '\n';
  const bool plain = IsPlainText(body);
  std::string text = "Date: " + MailDate(mail.date) + "\n";
  text += "From: " +
          (IsPlainAddress(mail.from) ? mail.from : std::string("postmaster")) +
          "\n";
  text += "To: " +
          (IsPlainAddress(mail.to) ? mail.to
                                   : std::string("undisclosed-recipients:;")) +
          "\n";
  text += "Subject: " + EncodeHeaderText(mail.subject) + "\n";
  text += "Message-ID: <" + mail.message_id + ">\n";
  text += "Auto-Submitted: auto-generated\n";
  text += "MIME-Version: 1.0\n";
  text += "Content-Type: text/plain; charset=utf-8\n";
  text += std::string("Content-Transfer-Encoding: ") +
          (plain ? "7bit" : "quoted-printable") + "\n\n";
  return text + (plain ? body : QuotedPrintable(body));
}

}  // namespace sallyport
