// OLE compound files ([MS-CFB]): streams in storages, scattered over sectors
// as a table of chains says. All of the directory's streams are given, also
// those that its trees do not lead to.
//
// A chain is followed as far as it is read and never further than the file
// has sectors, so a loop gives its bytes again until the stream is as long as
// it claims, and ends there.

#ifndef SALLYPORT_UNPACK_COMPOUND_FILE_H_
#define SALLYPORT_UNPACK_COMPOUND_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

/// More entries of a directory than this are not looked at.
inline constexpr size_t kMaxCompoundEntries = 65536;
inline constexpr uint32_t kNoEntry = 0xFFFFFFFF;

struct CompoundEntry {
  enum class Type : uint8_t { kUnused, kStorage, kStream, kRoot };

  std::string name;
  Type type = Type::kUnused;
  uint32_t parent = kNoEntry;  // the storage that it lies in
  uint32_t start = 0;
  uint64_t size = 0;
};

class CompoundFile {
 public:
  explicit CompoundFile(Source* source);

  /// False if the header is none.
  bool Open();
  const std::vector<CompoundEntry>& entries() const { return entries_; }
  /// True if there are more entries than are looked at.
  bool overflowed() const { return overflowed_; }

  /// The bytes of a stream; this must outlive it. Broken where its chain ends
  /// too early.
  std::unique_ptr<Source> Stream(const CompoundEntry& entry);

 private:
  struct Links {
    uint32_t left;
    uint32_t right;
    uint32_t child;
  };

  void ReadTable(const std::string& header);
  void AddTableSector(uint32_t sector);
  void ReadMiniTable(const std::string& header);
  void ReadDirectory(uint32_t start);
  void FindParents();
  std::unique_ptr<Source> Chain(uint32_t start, uint64_t size);

  Source* source_;
  unsigned sector_shift_ = 9;
  unsigned mini_shift_ = 6;
  uint64_t mini_cutoff_ = 4096;
  uint64_t sectors_ = 0;
  std::vector<uint32_t> table_;
  std::vector<uint32_t> mini_table_;
  std::unique_ptr<Source> mini_stream_;
  std::vector<CompoundEntry> entries_;
  std::vector<Links> links_;
  bool overflowed_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_COMPOUND_FILE_H_
