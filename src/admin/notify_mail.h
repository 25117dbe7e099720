// A notice as a message: plain text in UTF-8, marked as made by a program
// (RFC 3834), so that no other program answers it. Nothing that is put into
// it can become a header field or a part: each header line is made here of
// printable ASCII, and the body is encoded.

#ifndef SALLYPORT_ADMIN_NOTIFY_MAIL_H_
#define SALLYPORT_ADMIN_NOTIFY_MAIL_H_

#include <string>
#include <string_view>

#include "base/clock.h"

namespace sallyport {

inline constexpr size_t kMaxNoticeBytes = 64 * 1024;
inline constexpr size_t kMaxSubjectBytes = 200;
inline constexpr size_t kMaxShownBytes = 200;

struct NoticeMail {
  std::string from;
  std::string to;
  std::string subject;  // UTF-8
  std::string body;     // UTF-8, lines
  std::string message_id;
  WallTime date;
};

/// The bytes for a queue program. A body over kMaxNoticeBytes is cut.
std::string FormatNotice(const NoticeMail& mail);

/// What a stranger wrote, as a notice shows it: cut after kMaxShownBytes,
/// controls and bytes that are not UTF-8 escaped; nothing for nothing.
std::string Shown(std::string_view raw);

/// `text` as the value of an unstructured field (RFC 2047), folded.
std::string EncodeHeaderText(std::string_view text);

std::string QuotedPrintable(std::string_view text);

/// True if the address may stand in a header field as it is: user@host or
/// user, of letters, digits and what is as harmless.
bool IsPlainAddress(std::string_view address);

/// The longest front of at most `most` bytes that does not end within a
/// UTF-8 sequence.
std::string_view CutText(std::string_view text, size_t most);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_MAIL_H_
