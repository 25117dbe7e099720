// BinHex 4.0 (RFC 1741): lines of 64 printable characters between two colons,
// and in them, run-length encoded, a header, a data fork, a resource fork.

#ifndef SALLYPORT_UNPACK_BINHEX_H_
#define SALLYPORT_UNPACK_BINHEX_H_

#include <optional>

#include "unpack/recoded_source.h"

namespace sallyport {

/// True for the line that says what follows.
bool AnnouncesBinHex(std::string_view line);

/// True for a first line that needs no announcement to be known.
bool BeginsBinHex(std::string_view line);

/// Decodes from the first colon to the second and undoes the runs.
class BinHexRecoder : public Recoder {
 public:
  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<BinHexRecoder>(*this);
  }
  void Take(std::string_view in, std::string* out) override;
  bool ended() const override { return colons_ > 1; }
  bool damaged() const override { return colons_ < 2 || junk_; }

 private:
  void Byte(unsigned char byte, std::string* out);

  int colons_ = 0;
  bool junk_ = false;
  unsigned bits_ = 0;
  int count_ = 0;  // how many bits
  bool run_ = false;
  unsigned char last_ = 0;
};

struct BinHexFile {
  std::string name;
  uint64_t data = 0;  // where the data fork begins
  uint64_t data_bytes = 0;
  uint64_t resource = 0;
  uint64_t resource_bytes = 0;
  uint64_t end = 0;  // behind the last sum
};

/// The header of what was decoded, or nothing if there is none.
std::optional<BinHexFile> ReadBinHexHeader(Source* decoded);

/// True if the sum behind bytes [begin, end) of `decoded` is theirs.
bool BinHexSumFits(Source* decoded, uint64_t begin, uint64_t end);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_BINHEX_H_
