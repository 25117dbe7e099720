#include "unpack/tar_header.h"

#include <algorithm>

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr uint64_t kMostNumber = uint64_t{1} << 62;
constexpr size_t kNumberBytes = 12;
constexpr size_t kPiecesInHeader = 4;
constexpr size_t kPiecesInBlock = 21;

/// A field's bytes up to its first NUL.
std::string Text(std::string_view field) {
  return std::string(field.substr(0, field.find('\0')));
}

/// Octal digits, or the bytes of the number itself behind a byte of 0x80.
/// None if the field has anything else.
std::optional<uint64_t> Number(std::string_view field) {
  uint64_t number = 0;
  if (field.front() == '\x80') {
    for (const char c : field.substr(1)) {
      if (number > kMostNumber >> 8) return kMostNumber;
      number = number << 8 | static_cast<unsigned char>(c);
    }
    return number;
  }
  size_t at = std::min(field.find_first_not_of(" \0"sv), field.size());
  for (; at < field.size() && field[at] >= '0' && field[at] <= '7'; ++at)
    number = number * 8 + static_cast<uint64_t>(field[at] - '0');
  if (at < field.size() && field[at] != ' ' && field[at] != '\0')
    return std::nullopt;
  return number;
}

/// True for a header but for its sum.
bool IsPlausible(std::string_view block) {
  const char type = block[156];
  return block.substr(257, 5) == "ustar" && block[0] != '\0' &&
         Number(block.substr(100, 8)) && Number(block.substr(124, 12)) &&
         (type == '\0' || (type >= '0' && type <= '9') ||
          (type >= 'A' && type <= 'Z') || type == 'g' || type == 'x');
}

/// False at the last piece.
bool AddPiece(std::string_view bytes, std::vector<TarPiece>* pieces) {
  if (bytes.front() == '\0' || pieces->size() >= kMaxTarPieces) return false;
  pieces->push_back({Number(bytes.substr(0, kNumberBytes)).value_or(0),
                     Number(bytes.substr(kNumberBytes)).value_or(0)});
  return true;
}

bool AddPieces(std::string_view bytes, size_t count,
               std::vector<TarPiece>* pieces) {
  for (size_t i = 0; i < count; ++i)
    if (!AddPiece(bytes.substr(2 * i * kNumberBytes, 2 * kNumberBytes),
                  pieces))
      return false;
  return true;
}

}  // namespace

bool IsTarSumRight(std::string_view block) {
  if (block.size() < kTarBlock) return false;
  int stated = 0;
  size_t at = 148;
  while (at < 156 && block[at] == ' ') ++at;
  const size_t first = at;
  for (; at < 156 && block[at] >= '0' && block[at] <= '7'; ++at)
    stated = stated * 8 + (block[at] - '0');
  if (at == first) return false;
  // Some programs summed their bytes as signed ones.
  int sum = 0;
  int signed_sum = 0;
  for (size_t i = 0; i < kTarBlock; ++i) {
    const char c = i >= 148 && i < 156 ? ' ' : block[i];
    sum += static_cast<unsigned char>(c);
    signed_sum += static_cast<signed char>(c);
  }
  return sum == stated || signed_sum == stated;
}

std::optional<TarHeader> ReadTarHeader(std::string_view block) {
  if (block.size() < kTarBlock) return std::nullopt;
  TarHeader header;
  header.sum_right = IsTarSumRight(block);
  if (!header.sum_right && !IsPlausible(block)) return std::nullopt;
  header.type = block[156];
  header.size = Number(block.substr(124, kNumberBytes)).value_or(0);
  const std::string name = Text(block.substr(0, 100));
  const std::string front = Text(block.substr(345, 155));
  if (block.substr(257, 6) == "ustar\0"sv && !front.empty())
    header.names.push_back(front + "/" + name);
  header.names.push_back(name);
  if (header.type == 'S') {
    AddPieces(block.substr(386), kPiecesInHeader, &header.pieces);
    header.more_pieces = block[482] != '\0';
    header.real_size = Number(block.substr(483, kNumberBytes)).value_or(0);
  }
  return header;
}

bool ReadTarPieces(std::string_view block, std::vector<TarPiece>* pieces) {
  if (block.size() < kTarBlock) return false;
  AddPieces(block, kPiecesInBlock, pieces);
  return block[504] != '\0' && pieces->size() < kMaxTarPieces;
}

}  // namespace sallyport
