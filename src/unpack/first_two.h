// The first two characters of some words: tells of most texts, with one look
// into a table, that they begin with none of those words.

#ifndef SALLYPORT_UNPACK_FIRST_TWO_H_
#define SALLYPORT_UNPACK_FIRST_TWO_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace sallyport {

class FirstTwo {
 public:
  /// Words in lower case count in upper case, too. A word of one character
  /// may go on with any.
  constexpr FirstTwo(std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) {
      const uint32_t bit = word.size() > 1 ? BitOf(word[1]) : ~uint32_t{0};
      seconds_[static_cast<unsigned char>(word[0])] |= bit;
      if (word[0] >= 'a' && word[0] <= 'z')
        seconds_[static_cast<unsigned char>(word[0] - 'a' + 'A')] |= bit;
    }
  }

  /// False if none of the words begins `text`. Of a text of one character
  /// only that is looked at.
  constexpr bool MayBegin(std::string_view text) const {
    if (text.empty()) return false;
    const uint32_t seconds = seconds_[static_cast<unsigned char>(text[0])];
    return text.size() > 1 ? (seconds & BitOf(text[1])) != 0 : seconds != 0;
  }

 private:
  /// The same for a letter in either case.
  static constexpr uint32_t BitOf(char c) {
    return uint32_t{1} << (static_cast<unsigned char>(c) & 31);
  }

  // For each first character the second ones, a bit for each.
  std::array<uint32_t, 256> seconds_{};
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_FIRST_TWO_H_
