// A header of tar: v7, ustar, GNU. Each is a block of its own, and only its
// sum tells it from other bytes; one whose sum is wrong is still one if
// everything else is as it should be.

#ifndef SALLYPORT_UNPACK_TAR_HEADER_H_
#define SALLYPORT_UNPACK_TAR_HEADER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

inline constexpr size_t kTarBlock = 512;
/// More pieces of one sparse file are not taken.
inline constexpr size_t kMaxTarPieces = 65536;

/// A piece of a sparse file; the pieces stand one behind the other.
struct TarPiece {
  uint64_t offset = 0;  // in the file
  uint64_t bytes = 0;
};

struct TarHeader {
  bool sum_right = false;
  char type = '0';
  uint64_t size = 0;
  std::vector<std::string> names;  // with what stands in front, and without
  // Of GNU's sparse files.
  std::vector<TarPiece> pieces;
  uint64_t real_size = 0;
  bool more_pieces = false;  // in the block behind
};

/// What `block`, of kTarBlock bytes, is the header of; none if it is none.
std::optional<TarHeader> ReadTarHeader(std::string_view block);

/// Adds the pieces of a block behind the header of a sparse file. True if one
/// more such block follows.
bool ReadTarPieces(std::string_view block, std::vector<TarPiece>* pieces);

/// True if the sum in `block` is that of its bytes.
bool IsTarSumRight(std::string_view block);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TAR_HEADER_H_
