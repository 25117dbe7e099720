// What the headers of a Windows program tell of what it hides: that it
// unpacks itself when it runs, or that it carries something behind its end.

#ifndef SALLYPORT_UNPACK_PROGRAM_SHAPE_H_
#define SALLYPORT_UNPACK_PROGRAM_SHAPE_H_

#include <cstdint>
#include <string_view>

namespace sallyport {

struct ProgramShape {
  bool packed = false;           // it begins in code that it may write
  uint64_t end = 0;              // of its sections; 0 if it is no program
  uint64_t signature = 0;        // where its signature begins, or 0
  uint64_t signature_bytes = 0;

  /// True if a file of `bytes` bytes has something behind the program that is
  /// not its signature.
  bool Carries(uint64_t bytes) const;
};

/// `head` is the front of the file.
ProgramShape ReadProgramShape(std::string_view head);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PROGRAM_SHAPE_H_
