// Compound files for tests, made whole from a list of streams: small ones in
// the mini stream, large ones in sectors that lie scattered on purpose.

#ifndef SALLYPORT_TESTS_UNPACK_COMPOUND_BUILDER_H_
#define SALLYPORT_TESTS_UNPACK_COMPOUND_BUILDER_H_

#include <map>
#include <string>
#include <vector>

#include "tests/unpack/open_bytes.h"

namespace sallyport {

class CompoundBuilder {
 public:
  /// `storage` is empty for the root; no deeper storages are made.
  CompoundBuilder& Add(const std::string& storage, const std::string& name,
                       const std::string& bytes) {
    streams_[storage].push_back({name, bytes});
    return *this;
  }

  std::string Build() {
    directory_.clear();
    sectors_.clear();
    table_.clear();
    mini_.clear();
    mini_table_.clear();
    AddEntry("Root Entry", 5, 0xFFFFFFFE, 0);
    std::vector<uint32_t> top;
    for (const auto& [storage, streams] : streams_) {
      std::vector<uint32_t> inner;
      for (const auto& [name, bytes] : streams)
        inner.push_back(AddStream(name, bytes));
      if (storage.empty()) {
        top.insert(top.end(), inner.begin(), inner.end());
      } else {
        top.push_back(AddEntry(storage, 1, 0, 0));
        Link(top.back(), inner);
      }
    }
    Link(0, top);
    const uint32_t mini_start = AddChain(mini_);
    directory_.replace(116, 4, Little(mini_start, 4));
    directory_.replace(120, 4, Little(mini_.size(), 4));
    std::string numbers;
    for (const uint32_t next : mini_table_) numbers += Little(next, 4);
    const uint32_t mini_table = AddChain(numbers);
    const uint32_t directory = AddChain(directory_);
    return Header(directory, mini_table) + Sectors();
  }

 private:
  static constexpr size_t kSector = 512;
  static constexpr size_t kMini = 64;
  static constexpr uint32_t kEnd = 0xFFFFFFFE;

  uint32_t AddEntry(const std::string& name, int type, uint32_t start,
                    size_t size) {
    std::string wide = Wide(name);
    const size_t length = wide.size() + 2;
    wide.resize(64, '\0');
    directory_ += wide + Little(length, 2) +
                  Little(static_cast<uint64_t>(type), 1) + Little(1, 1) +
                  std::string(12, '\xFF') + std::string(36, '\0') +
                  Little(start, 4) + Little(size, 8);
    return static_cast<uint32_t>(directory_.size() / 128 - 1);
  }

  void Link(uint32_t storage, const std::vector<uint32_t>& children) {
    size_t at = storage * size_t{128} + 76;
    for (const uint32_t child : children) {
      directory_.replace(at, 4, Little(child, 4));
      at = child * size_t{128} + 72;
    }
  }

  uint32_t AddStream(const std::string& name, const std::string& bytes) {
    uint32_t start = kEnd;
    if (bytes.size() >= 4096) {
      start = AddChain(bytes);
    } else if (!bytes.empty()) {
      start = static_cast<uint32_t>(mini_table_.size());
      mini_ += bytes;
      mini_.resize((mini_.size() + kMini - 1) / kMini * kMini, '\0');
      while (mini_table_.size() + 1 < mini_.size() / kMini)
        mini_table_.push_back(static_cast<uint32_t>(mini_table_.size() + 1));
      mini_table_.push_back(kEnd);
    }
    return AddEntry(name, 2, start, bytes.size());
  }

  /// Every second sector belongs to nobody.
  uint32_t AddChain(const std::string& bytes) {
    if (bytes.empty()) return kEnd;
    const uint32_t start = static_cast<uint32_t>(sectors_.size());
    for (size_t at = 0; at < bytes.size(); at += kSector) {
      std::string sector = bytes.substr(at, kSector);
      sector.resize(kSector, '\0');
      sectors_.push_back(sector);
      sectors_.push_back(std::string(kSector, '-'));
      table_.push_back(static_cast<uint32_t>(sectors_.size()));
      table_.push_back(0xFFFFFFFF);
    }
    table_[table_.size() - 2] = kEnd;
    return start;
  }

  std::string Header(uint32_t directory, uint32_t mini_table) {
    using namespace std::string_literals;
    std::string header =
        "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(16, '\0') +
        Little(0x3E, 2) + Little(3, 2) + Little(0xFFFE, 2) + Little(9, 2) +
        Little(6, 2) + std::string(14, '\0') + Little(directory, 4) +
        Little(0, 4) + Little(4096, 4) + Little(mini_table, 4) + Little(1, 4) +
        Little(kEnd, 4) + Little(0, 4);
    const size_t first = sectors_.size();
    const size_t count = (first + 127) / 128 + 1;
    for (size_t i = 0; i < 109; ++i)
      header += Little(i < count ? first + i : 0xFFFFFFFF, 4);
    for (size_t i = 0; i < count; ++i) table_.push_back(0xFFFFFFFD);
    table_.resize(count * 128, 0xFFFFFFFF);
    return header;
  }

  std::string Sectors() const {
    std::string all;
    for (const std::string& sector : sectors_) all += sector;
    for (const uint32_t next : table_) all += Little(next, 4);
    return all;
  }

  std::map<std::string, std::vector<std::pair<std::string, std::string>>>
      streams_;
  std::string directory_;
  std::string mini_;
  std::vector<uint32_t> mini_table_;
  std::vector<std::string> sectors_;
  std::vector<uint32_t> table_;
};

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_COMPOUND_BUILDER_H_
