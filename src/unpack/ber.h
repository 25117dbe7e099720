// BER (X.690) over a source: elements one after the other, with definite or
// indefinite lengths, and an octet string in however many pieces as a source
// of its own. Nothing recurses and nothing is held.

#ifndef SALLYPORT_UNPACK_BER_H_
#define SALLYPORT_UNPACK_BER_H_

#include <cstdint>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

inline constexpr uint8_t kBerEnd = 0x00;  // of an indefinite length
inline constexpr uint8_t kBerConstructed = 0x20;
inline constexpr uint8_t kBerOctets = 0x04;
inline constexpr uint8_t kBerOid = 0x06;
inline constexpr uint8_t kBerSequence = 0x30;
inline constexpr uint8_t kBerContext0 = 0xA0;

struct BerElement {
  uint8_t tag = 0;  // the first byte of it
  bool indefinite = false;
  bool cut = false;    // it says that it is longer than there is room
  uint64_t begin = 0;  // of the content
  uint64_t end = 0;    // if not indefinite; never past the end of what is read

  bool constructed() const { return (tag & kBerConstructed) != 0; }
};

/// Reads the head of the element at `at`, of bytes that end at `end`. False if
/// there is none.
bool ReadBer(Source* source, uint64_t at, uint64_t end, BerElement* element);

/// Where what follows `element` begins. Walks an indefinite one to its end.
uint64_t BerNext(Source* source, const BerElement& element, uint64_t end);

/// The octets of a string: its content as it is, or the contents of its
/// pieces.
class OctetSource : public Source {
 public:
  OctetSource(Source* base, const BerElement& element, uint64_t end);

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override;
  bool broken() const override { return base_->broken(); }

  /// True if the pieces end too early. To be asked at the end.
  bool damaged() const { return damaged_; }

 private:
  struct Place {
    uint64_t next = 0;    // of the next head, in the base
    uint64_t open = 0;    // indefinite lengths not ended yet
    uint64_t offset = 0;  // of the next piece, in the octets
  };

  bool Step();

  Source* base_;
  uint64_t end_;
  bool indefinite_;
  Place place_;
  uint64_t piece_ = 0;         // where the present piece is in the base
  uint64_t piece_offset_ = 0;  // and in the octets
  uint64_t steps_ = 0;
  std::vector<Place> places_;  // to go back to
  bool complete_ = false;
  bool damaged_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_BER_H_
