// yEnc, the encoding of Usenet: each byte plus 42, four of them escaped. See
// http://www.yenc.org/yenc-draft.1.3.txt.

#ifndef SALLYPORT_UNPACK_YENC_H_
#define SALLYPORT_UNPACK_YENC_H_

#include <optional>

#include "unpack/recoded_source.h"

namespace sallyport {

/// The name on a line "=ybegin ... name=NAME", or nothing if it is no such
/// line. The name may be empty.
std::optional<std::string_view> YencName(std::string_view line);

/// Decodes what follows a line "=ybegin", up to "=yend" or the next
/// "=ybegin". Damaged if there is no "=yend", or its sum is wrong.
class YencRecoder : public Recoder {
 public:
  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<YencRecoder>(*this);
  }
  void Take(std::string_view in, std::string* out) override;
  void Finish(std::string* out) override;
  bool ended() const override { return ended_; }
  bool damaged() const override { return damaged_; }

 private:
  void Put(char c, std::string* out);
  void EndKeyword();

  bool ended_ = false;
  bool damaged_ = true;
  bool line_start_ = true;
  bool escape_ = false;
  bool in_keyword_ = false;  // a line "=y..." that tells of the data
  std::string keyword_;
  uint32_t crc_ = 0xFFFFFFFF;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_YENC_H_
