// The text of a notice, in a file of its own for each kind and language:
//
//   Subject: A message from {sender} is held
//
//   Text in lines. {name} stands for a field, {{ for a brace.
//   {?name}This line is left out where the field is empty.
//   {*}This line stands once for each item of a list.
//
// Which fields there are depends on the kind. `sallyport config` checks every
// file and puts it into config.cdb, so that a wrong one never goes live.

#ifndef SALLYPORT_ADMIN_NOTIFY_TEMPLATE_H_
#define SALLYPORT_ADMIN_NOTIFY_TEMPLATE_H_

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

inline constexpr size_t kMaxTemplateBytes = 16 * 1024;

enum class NoticeKind { kPostmaster, kRecipient, kSender, kDigest, kDown,
                        kBack };
inline constexpr std::array kNoticeKinds = {
    NoticeKind::kPostmaster, NoticeKind::kRecipient, NoticeKind::kSender,
    NoticeKind::kDigest,     NoticeKind::kDown,      NoticeKind::kBack};

/// "postmaster": also the name of the file, before ".txt".
std::string_view Name(NoticeKind kind);

/// The file of words that fields are made of, and its keys.
inline constexpr std::string_view kWordsName = "words";
std::vector<std::string> WordKeys();

using NoticeFields = std::map<std::string, std::string>;

struct TemplateMistake {
  int line = 0;
  std::string wrong;
};

std::vector<TemplateMistake> CheckTemplate(NoticeKind kind,
                                           std::string_view text);
/// A file of words has lines "KEY: TEXT", one for each of WordKeys().
std::vector<TemplateMistake> CheckWords(std::string_view text);
std::map<std::string, std::string> ParseWords(std::string_view text);

struct NoticeText {
  std::string subject;
  std::string body;
};

/// What is unknown in it counts as empty.
NoticeText FillTemplate(std::string_view text, const NoticeFields& fields,
                        const std::vector<NoticeFields>& items);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_TEMPLATE_H_
