// What a scanner or the unpacker reports, and what may be done about it.

#ifndef SALLYPORT_MAIL_FINDING_H_
#define SALLYPORT_MAIL_FINDING_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport {

/// The kind of a finding, and its quarantine folder. In the order in which
/// one goes before another where actions are equally grave.
enum class Category {
  kVirus,
  kAttachment,
  kPolicy,
  kEncrypted,
  kUnscannable,
  kSpam,
  kTrouble,
};
inline constexpr size_t kCategories = 7;

/// What makes a finding: each has an action of its own in the table [action]
/// (kSpam: the most that is done for a score). The causes of "unscannable" can
/// be told apart.
enum class Cause {
  kVirus,
  kAttachment,
  kPolicy,
  kEncrypted,
  kUnscannable,
  kLimit,     // over the unpacking budget
  kDamaged,   // an archive or encoding that breaks off
  kUnopened,  // a container nothing here can open
  kCharset,   // text in an unknown charset
  kSealed,    // sealed end to end: PGP, S/MIME
  kTrouble,
  kSpam,
};
inline constexpr size_t kCauses = 12;

/// What is done with a message for one recipient, from the mildest to the
/// gravest.
enum class Action { kDeliver, kTag, kHold, kReject, kHoldReject, kDefer };

inline constexpr int kNoPart = -1;

struct Finding {
  Cause cause = Cause::kTrouble;
  std::string name;    // signature, reason, or a score's detail
  int part = kNoPart;  // number in the manifest
  double score = 0;    // kSpam only
  std::string scanner;
  std::string stands_for{};  // the scanner whose backup that is, or empty
};

std::string_view Name(Category category);
std::string_view Name(Cause cause);
std::string_view Name(Action action);
std::optional<Category> ParseCategory(std::string_view name);
std::optional<Cause> ParseCause(std::string_view name);
std::optional<Action> ParseAction(std::string_view name);

Category CategoryOf(Cause cause);

/// The quarantine folder of a category, with its dot (".virus").
std::string_view FolderOf(Category category);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_FINDING_H_
