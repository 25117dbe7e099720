// What becomes a notice: whatever a message, a template or a damaged state
// says, there is no field and no part but ours in it, and a message of a
// program is seen as one.

#include "admin/notify_automatic.h"
#include "admin/notify_mail.h"
#include "admin/notify_state.h"
#include "admin/notify_template.h"
#include "base/escape.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

constexpr std::string_view kFields[] = {
    "Date: ",         "From: ",         "To: ",
    "Subject: ",      "Message-ID: <1@x>", "Auto-Submitted: auto-generated",
    "MIME-Version: ", "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: "};

/// One line of the header for each of kFields, folded ones aside.
void CheckHeader(std::string_view header) {
  size_t field = 0;
  for (const std::string_view line : Split(header, '\n')) {
    if (line.starts_with(' ')) continue;
    fuzz::Require(field < std::size(kFields) &&
                      line.starts_with(kFields[field]),
                  "the header has our fields alone");
    ++field;
  }
  fuzz::Require(field == std::size(kFields), "the header has all our fields");
}

void CheckMail(const std::string& subject, const std::string& body,
               const std::string& address) {
  NoticeMail mail;
  mail.from = address;
  mail.to = address;
  mail.subject = subject;
  mail.body = body;
  mail.message_id = "1@x";
  const std::string text = FormatNotice(mail);
  const size_t end = text.find("\n\n");
  fuzz::Require(end != std::string::npos, "a header has an end");
  CheckHeader(std::string_view(text).substr(0, end));
  for (const char c : text)
    fuzz::Require(c == '\n' || (c >= 0x20 && c < 0x7F),
                  "a notice is printable ASCII");
  fuzz::Require(text.size() < 4 * kMaxNoticeBytes, "a notice is bounded");
}

/// A line that a stranger's words stand in is still one line.
void CheckShown(std::string_view raw) {
  const std::string shown = Shown(raw);
  for (const char c : shown)
    fuzz::Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F,
                  "no control byte is shown");
  fuzz::Require(shown.size() <= 4 * kMaxShownBytes + 3,
                "what is shown is bounded");
  const NoticeText text = FillTemplate(
      "Subject: {subject}\n\n{?sender}{sender}\n{*}{id}\n",
      {{"subject", shown}, {"sender", shown}}, {{{"id", shown}}});
  const size_t lines = shown.empty() ? 1 : 2;
  fuzz::Require(Split(text.body, '\n').size() == lines + 1,
                "a field is within its line");
  CheckMail(text.subject, text.body, "user@example.com");
}

void CheckAnyTemplate(std::string_view form) {
  for (const NoticeKind kind : kNoticeKinds) {
    const bool right = CheckTemplate(kind, form).empty();
    const NoticeText text = FillTemplate(form, {{"id", "1"}}, {});
    fuzz::Require(!right || text.subject.find('\n') == std::string::npos,
                  "a subject is one line");
    CheckMail(text.subject, text.body, std::string(form));
  }
  CheckWords(form);
}

void CheckAutomatic(std::string_view header) {
  // In front of all that may follow, and behind what is no end.
  const std::string front = "Auto-Submitted: auto-replied\n";
  fuzz::Require(!WhyAutomatic(front + std::string(header)).empty(),
                "a field of a program is seen");
  std::string line(header.substr(0, header.find_first_of("\r\n")));
  if (line.empty()) line = "x";
  fuzz::Require(!WhyAutomatic(line + "\n" + front).empty(),
                "a field of a program is seen behind any line");
  IsPersonsAddress(header);
  fuzz::Require(MatchesPattern("*", header), "* matches all");
}

void CheckState(std::string_view text) {
  const Result<NotifyState> state = ParseNotifyState(text);
  if (!state.ok()) return;
  const std::string written = FormatNotifyState(state.value());
  const Result<NotifyState> again = ParseNotifyState(written);
  fuzz::Require(again.ok() && FormatNotifyState(again.value()) == written,
                "a state reads back");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  const std::string text(input);
  CheckMail(text, text, text);
  CheckShown(input);
  CheckAnyTemplate(input);
  CheckAutomatic(input);
  CheckState(input);
  return 0;
}
