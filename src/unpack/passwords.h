// The passwords that encrypted members are tried with: those that the site
// lists, and, if it says so, words of the message's own text that stand near
// a word for "password".

#ifndef SALLYPORT_UNPACK_PASSWORDS_H_
#define SALLYPORT_UNPACK_PASSWORDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// A member that was opened with one has this flag, for a person to see.
inline constexpr std::string_view kPasswordFlag = "password";

/// As much of each text is looked at.
inline constexpr size_t kMaxPasswordText = 16 * 1024;
/// So many words of all texts are tried.
inline constexpr size_t kMaxPasswordWords = 200;
/// So many attempts are made in all, and so many bytes decoded in them.
inline constexpr int kMaxPasswordTries = 2000;
inline constexpr uint64_t kMaxPasswordBytes = 256 * 1024 * 1024;

class Passwords {
 public:
  /// Reads SALLYPORT_PASSWORDS, one a line, and SALLYPORT_PASSWORDS_IN_TEXT,
  /// which is "true" if texts are to be searched. Neither need be there.
  static Passwords FromEnvironment();

  bool wants_text() const { return wants_text_; }
  /// Adds the words of a text that may be passwords.
  void NoteText(std::string_view text);

  /// The passwords, the one that worked last first.
  const std::vector<std::string>& list() const { return list_; }
  void Worked(size_t index);

  /// True if one more attempt may be made; it then counts.
  bool TakeTry() { return tries_ < kMaxPasswordTries && ++tries_ > 0; }
  /// The same for bytes decoded in an attempt.
  bool TakeBytes(uint64_t bytes) {
    bytes_ += bytes;
    return bytes_ <= kMaxPasswordBytes;
  }

 private:
  void NoteWord(std::string_view word);

  std::vector<std::string> list_;
  bool wants_text_ = false;
  size_t words_ = 0;  // of list_, that came from texts
  int tries_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PASSWORDS_H_
