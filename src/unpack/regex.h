// A PCRE2 pattern, caseless, over bytes that may be any: compiled when it is
// first asked, matched within limits. What goes over a limit is unsure, which
// is told apart from no.

#ifndef SALLYPORT_UNPACK_REGEX_H_
#define SALLYPORT_UNPACK_REGEX_H_

#include <memory>
#include <string>
#include <string_view>

namespace sallyport {

/// In the order in which one goes before another when all must hold.
enum class Outcome { kNo, kUnsure, kYes };

/// Both: no if any is, else unsure if any is.
inline Outcome Both(Outcome a, Outcome b) { return a < b ? a : b; }
/// Either: yes if any is, else unsure if any is.
inline Outcome Either(Outcome a, Outcome b) { return a < b ? b : a; }

class Regex {
 public:
  explicit Regex(std::string pattern);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) = delete;
  ~Regex();

  /// Unanchored. A pattern that does not compile is unsure of everything, and
  /// broken() from then on.
  Outcome Matches(std::string_view subject);
  bool broken() const { return broken_; }
  const std::string& pattern() const { return pattern_; }

 private:
  struct Compiled;

  std::string pattern_;
  std::unique_ptr<Compiled> compiled_;
  bool broken_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_REGEX_H_
