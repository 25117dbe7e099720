#include "mail/finding.h"

namespace sallyport {

namespace {

constexpr std::array<std::string_view, kCategories> kCategoryNames = {
    "virus",       "attachment", "policy", "encrypted",
    "unscannable", "spam",       "trouble"};

constexpr std::array<std::string_view, kCategories> kFolders = {
    ".virus", ".attachment", ".policy", ".encrypted",
    ".error", ".spam",       ".error"};

constexpr std::array<std::string_view, kCauses> kCauseNames = {
    "virus", "attachment", "policy",  "encrypted", "unscannable", "limit",
    "damaged", "unopened", "charset", "sealed",    "trouble",     "spam"};

constexpr std::array<std::string_view, 6> kActionNames = {
    "deliver", "tag", "hold", "reject", "hold+reject", "defer"};

template <typename Enum, size_t n>
std::optional<Enum> Parse(const std::array<std::string_view, n>& names,
                          std::string_view name) {
  for (size_t i = 0; i < n; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view Name(Category category) {
  return kCategoryNames[static_cast<size_t>(category)];
}
std::string_view Name(Cause cause) {
  return kCauseNames[static_cast<size_t>(cause)];
}
std::string_view Name(Action action) {
  return kActionNames[static_cast<size_t>(action)];
}
std::optional<Category> ParseCategory(std::string_view name) {
  return Parse<Category>(kCategoryNames, name);
}
std::optional<Cause> ParseCause(std::string_view name) {
  return Parse<Cause>(kCauseNames, name);
}
std::optional<Action> ParseAction(std::string_view name) {
  return Parse<Action>(kActionNames, name);
}

Category CategoryOf(Cause cause) {
  switch (cause) {
    case Cause::kVirus:
      return Category::kVirus;
    case Cause::kAttachment:
      return Category::kAttachment;
    case Cause::kPolicy:
      return Category::kPolicy;
    case Cause::kEncrypted:
      return Category::kEncrypted;
    case Cause::kUnscannable:
    case Cause::kLimit:
    case Cause::kDamaged:
    case Cause::kUnopened:
    case Cause::kCharset:
    case Cause::kSealed:
      return Category::kUnscannable;
    case Cause::kSpam:
      return Category::kSpam;
    case Cause::kTrouble:
      break;
  }
  return Category::kTrouble;
}

std::string_view FolderOf(Category category) {
  return kFolders[static_cast<size_t>(category)];
}

}  // namespace sallyport
