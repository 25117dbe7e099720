// Follows markup as browsers do, as far as to know whether a place lies in a
// tag, and what an attribute of that tag says.

#ifndef SALLYPORT_UNPACK_TAG_SCAN_H_
#define SALLYPORT_UNPACK_TAG_SCAN_H_

#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

class TagScan {
 public:
  /// `attribute` in lower case.
  explicit TagScan(std::string_view attribute) : attribute_(attribute) {}

  /// Goes on with `markup`, which begins outside of tags.
  void Feed(std::string_view markup);
  /// The same, but no further than to the end of the tag it is in.
  void FeedTag(std::string_view markup);

  bool in_tag() const { return state_ != State::kText; }
  /// Of the tag, each time that the attribute is there.
  const std::vector<std::string>& values() const { return values_; }

 private:
  enum class State { kText, kOpen, kBetween, kName, kEquals, kValue };

  void Take(char c);
  void Begin(char c);
  void InTag(char c);
  void EndValue(State next);

  std::string_view attribute_;
  State state_ = State::kText;
  bool opening_ = false;  // the character before was a "<"
  char quote_ = '\0';
  std::string name_;
  std::string value_;
  std::vector<std::string> values_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TAG_SCAN_H_
