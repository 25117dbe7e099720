// Watches text go by, line by line, for what is packed inside it: uuencoded
// blocks and PGP messages in armour. Nothing is kept but where a block begins.

#ifndef SALLYPORT_UNPACK_INLINE_SCANNER_H_
#define SALLYPORT_UNPACK_INLINE_SCANNER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// More blocks than this in one text are not looked at.
inline constexpr size_t kMaxInlineBlocks = 1000;

struct InlineBlock {
  uint64_t offset = 0;  // of the line behind "begin", in the text
  std::string name;     // as the "begin" line says
};

class InlineScanner {
 public:
  /// The text, in pieces of any size.
  void Feed(std::string_view bytes);
  /// To be called at the end of the text.
  void Finish();

  const std::vector<InlineBlock>& blocks() const { return blocks_; }
  bool overflowed() const { return overflowed_; }
  /// True if a line begins an encrypted PGP message.
  bool sealed() const { return sealed_; }

 private:
  void Line(std::string_view line, uint64_t next_offset);

  uint64_t offset_ = 0;     // of the next byte fed
  std::string pending_;     // a line cut by the end of a piece
  bool expecting_ = false;  // the line before was a "begin"
  InlineBlock candidate_;
  std::vector<InlineBlock> blocks_;
  bool overflowed_ = false;
  bool sealed_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_INLINE_SCANNER_H_
