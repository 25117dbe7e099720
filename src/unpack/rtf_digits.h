// The bytes that the digits behind \objdata stand for. Control words between
// them are passed over, \bin brings bytes as they are, and the group's end is
// the end.

#ifndef SALLYPORT_UNPACK_RTF_DIGITS_H_
#define SALLYPORT_UNPACK_RTF_DIGITS_H_

#include <cstdint>
#include <string>

#include "unpack/memory_source.h"
#include "unpack/source.h"

namespace sallyport {

/// How to read what readers differ about.
struct RtfReading {
  bool groups = true;      // digits in groups inside count
  bool parameter = false;  // digits that follow the word without a space count
};

class RtfDigits {
 public:
  /// Decodes from `begin`, right behind the word, into `out`.
  RtfDigits(Source* source, uint64_t begin, RtfReading reading,
            MemorySource* out);

  void Run();

  /// Behind the digits: the group's end, or the next \objdata.
  uint64_t end() const { return at_; }
  /// True if the other reading would give other bytes.
  bool groups_matter() const { return groups_matter_; }
  bool parameter_matters() const { return parameter_matters_; }

 private:
  int Peek();
  void Advance() {
    window_.remove_prefix(1);
    ++at_;
  }
  void SkipParameter();
  bool Control();
  void Binary(uint64_t bytes);
  void Digit(int digit);
  void Put(char byte);
  void Flush();

  Source* source_;
  RtfReading reading_;
  MemorySource* out_;
  uint64_t at_;
  std::string_view window_;
  std::string gathered_;
  int depth_ = 0;
  int high_ = -1;  // the first digit of a byte
  bool groups_matter_ = false;
  bool parameter_matters_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_RTF_DIGITS_H_
