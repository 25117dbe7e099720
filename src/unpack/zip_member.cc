#include "unpack/zip_member.h"

#include <algorithm>
#include <array>

#include "unpack/crc32.h"
#include "unpack/libarchive_member.h"
#include "unpack/old_zip_methods.h"
#include "unpack/spliced_source.h"
#include "unpack/stream_decoder.h"

namespace sallyport {

namespace {

enum Method : uint16_t {
  kStored = 0,
  kImplode = 6,
  kDeflate = 8,
  kDeflate64 = 9,
  kBzip2 = 12,
  kLzma = 14,
  kOldZstd = 20,
  kZstd = 93,
  kXz = 95,
  kPpmd = 98,
};

constexpr std::array<uint16_t, 10> kMethods = {
    kStored, kImplode, kDeflate, kDeflate64, kBzip2,
    kLzma,   kOldZstd, kZstd,    kXz,        kPpmd};

constexpr uint16_t kLzmaEndMarker = 2;  // in the flags

// What is encrypted does not decode for as long as this.
constexpr uint64_t kPlainBytes = 64 * 1024;

std::unique_ptr<StreamDecoder> NewDecoder(uint16_t method) {
  switch (method) {
    case kDeflate:
      return NewDeflateDecoder();
    case kBzip2:
      return NewBzip2Decoder();
    case kLzma:
      return NewLzmaDecoder();
    case kOldZstd:
    case kZstd:
      return NewZstdDecoder();
    case kXz:
      return NewXzDecoder();
    default:
      return nullptr;
  }
}

/// A zip's LZMA begins with a version and the properties, which a file of lzma
/// has in front together with the size.
std::string LzmaHeader(Source* source, const ZipReading& reading) {
  const std::string head = BytesAt(*source, reading.data, 9);
  if (head.size() < 9) return {};
  std::string header = head.substr(4);
  const bool unknown =
      (reading.fields.flags & kLzmaEndMarker) != 0 || reading.fields.size == 0;
  for (int i = 0; i < 8; ++i)
    header += unknown ? '\xFF'
                      : static_cast<char>(reading.fields.size >> (8 * i));
  return header;
}

class Decoding {
 public:
  Decoding(Source* source, const ZipReading& reading, MemberWriter* member)
      : source_(source), reading_(reading), member_(member) {}

  uint64_t Run();
  void RunEncrypted(Passwords* passwords);

 private:
  void Stored();
  void Stream();
  SplicedSource StreamSource() const;
  void ByLibarchive(const char* password);
  bool IsPlain();
  bool SumFits();
  bool DecodesAsIs();
  bool Fits(const char* password, Passwords* passwords);
  void Judge(const DecodeEnd& end);
  bool Write(std::string_view bytes);
  uint64_t End() const {
    const uint64_t room = source_->Size() - std::min(source_->Size(),
                                                     reading_.data);
    return reading_.data + std::min(reading_.fields.packed, room);
  }

  Source* source_;
  const ZipReading& reading_;
  MemberWriter* member_;
  uint32_t crc_ = 0;
  bool summed_ = false;   // crc_ is that of all bytes
  uint64_t packed_ = 0;
  bool whole_ = true;     // not cut by the budget
};

bool Decoding::Write(std::string_view bytes) {
  crc_ = Crc32(bytes, crc_);
  whole_ = member_->Write(bytes);
  return whole_;
}

/// Where the size stands behind the data and nowhere else, the next record
/// ends them; in front of it is the descriptor of 12 to 24 bytes.
void Decoding::Stored() {
  uint64_t end = End();
  if (reading_.fields.packed == 0) {
    end = std::min(reading_.next, source_->Size());
    for (const uint64_t size : {16u, 24u}) {
      if (end < reading_.data + size ||
          BytesAt(*source_, end - size, 4) != "PK\x07\x08")
        continue;
      end -= size;
      break;
    }
  }
  summed_ = true;
  if (source_->GoesBack() && end >= reading_.data)
    member_->RereadRange(source_, reading_.data, end);
  uint64_t at = reading_.data;
  while (at < end && whole_) {
    const std::string_view view = source_->View(at);
    if (view.empty()) break;
    const size_t size =
        static_cast<size_t>(std::min<uint64_t>(view.size(), end - at));
    at += size;
    if (!Write(view.substr(0, size))) break;
  }
  packed_ = at - reading_.data;
  if (whole_ && packed_ < reading_.fields.packed)
    member_->Flag(kDamagedFlag);
}

/// What the decoder of the member's method is to be fed.
SplicedSource Decoding::StreamSource() const {
  const bool lzma = reading_.fields.method == kLzma;
  const std::string front = lzma ? LzmaHeader(source_, reading_) : "";
  const uint64_t begin = reading_.data + (lzma ? 9 : 0);
  return SplicedSource(front, source_, std::min(begin, source_->Size()),
                       source_->Size());
}

/// A stream knows its end by itself: no header need be believed.
void Decoding::Stream() {
  const std::unique_ptr<StreamDecoder> decoder =
      NewDecoder(reading_.fields.method);
  SplicedSource source = StreamSource();
  StreamReader reader(&source, decoder.get());
  reader.Begin(0);
  summed_ = true;
  for (std::string_view bytes = reader.Next(); !bytes.empty() && whole_;
       bytes = reader.Next())
    if (!Write(bytes)) break;
  packed_ = reader.position();
  if (!whole_ || reader.state() == DecodeState::kEnd) return;
  member_->Flag(reader.state() == DecodeState::kLimit ? kLimitFlag
                                                      : kDamagedFlag);
}

void Decoding::ByLibarchive(const char* password) {
  LibarchiveMember packed(source_, reading_.fields, reading_.data, End(),
                          password);
  packed_ = reading_.fields.packed;
  std::string_view bytes;
  while (packed.Next(&bytes))
    if (!Write(bytes)) return;
  if (!packed.flag().empty()) member_->Flag(packed.flag());
}

/// True if the member comes out whole with `password`. One that is stored in
/// the old encryption does so with each 256th that is wrong, but then its sum
/// is wrong.
bool Decoding::Fits(const char* password, Passwords* passwords) {
  LibarchiveMember packed(source_, reading_.fields, reading_.data, End(),
                          password);
  std::string_view bytes;
  uint32_t crc = 0;
  uint64_t size = 0;
  while (packed.Next(&bytes)) {
    if (!passwords->TakeBytes(bytes.size())) return false;
    crc = Crc32(bytes, crc);
    size += bytes.size();
  }
  const ZipFields& fields = reading_.fields;
  return packed.flag().empty() && size == fields.size &&
         (!fields.aes.empty() || crc == fields.crc);
}

/// True if the bytes as they stand are those of the sum.
bool Decoding::SumFits() {
  RangeSource packed(source_, reading_.data, End());
  uint32_t crc = 0;
  uint64_t at = 0;
  for (std::string_view view = packed.View(0); !view.empty();
       view = packed.View(at)) {
    crc = Crc32(view, crc);
    at += view.size();
  }
  return crc == reading_.fields.crc;
}

/// True if the packed bytes decode as they stand: for long enough, or to an
/// end that is where it should be.
bool Decoding::DecodesAsIs() {
  const std::unique_ptr<StreamDecoder> decoder =
      NewDecoder(reading_.fields.method);
  if (decoder == nullptr) return false;
  SplicedSource source = StreamSource();
  StreamReader reader(&source, decoder.get());
  reader.Begin(0);
  uint32_t crc = 0;
  uint64_t size = 0;
  for (std::string_view bytes = reader.Next(); !bytes.empty();
       bytes = reader.Next()) {
    crc = Crc32(bytes, crc);
    size += bytes.size();
    if (size >= kPlainBytes) return true;
  }
  const uint64_t packed = reading_.fields.packed;
  return reader.state() == DecodeState::kEnd &&
         (packed == 0 || reader.position() == packed ||
          crc == reading_.fields.crc);
}

/// True if the member is not encrypted though it says so. Encryption puts
/// something in front of it: what is stored and has both sizes the same is not.
bool Decoding::IsPlain() {
  const ZipFields& fields = reading_.fields;
  if (!reading_.plain_too || fields.masked) return false;
  if (fields.method != kStored) return DecodesAsIs();
  return fields.packed == fields.size || SumFits();
}

void Decoding::RunEncrypted(Passwords* passwords) {
  if (IsPlain()) {
    member_->Flag(kEncryptedFlag);
    Run();
    return;
  }
  const size_t count = passwords == nullptr ? 0 : passwords->list().size();
  for (size_t i = 0; i < count && passwords->TakeTry(); ++i) {
    const std::string password = passwords->list()[i];
    if (!Fits(password.c_str(), passwords)) continue;
    passwords->Worked(i);
    member_->Flag(kPasswordFlag);
    ByLibarchive(password.c_str());
    return;
  }
  member_->Flag(kEncryptedFlag);
}

void Decoding::Judge(const DecodeEnd& end) {
  packed_ = end.position - std::min(end.position, reading_.data);
  if (!end.whole) member_->Flag(kDamagedFlag);
}

uint64_t Decoding::Run() {
  const ZipFields& fields = reading_.fields;
  if (fields.method == kStored)
    Stored();
  else if (fields.method == kDeflate64)
    Judge(DecodeDeflate64(source_, reading_.data, member_));
  else if (fields.method == kImplode)
    Judge(DecodeImplode(source_, reading_.data, End(), fields.flags,
                        fields.size, member_));
  else if (fields.method == kPpmd)
    ByLibarchive(nullptr);
  else
    Stream();
  const bool sized = fields.size != 0 || fields.packed != 0;
  if (whole_ && sized &&
      ((summed_ && crc_ != fields.crc) || member_->written() != fields.size))
    member_->Flag(kDamagedFlag);
  return packed_;
}

}  // namespace

bool KnowsZipMethod(uint16_t method) {
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

bool NeedsFields(uint16_t method) {
  return method == kImplode || method == kLzma || method == kPpmd;
}

uint64_t DecodeZipMember(Source* source, const ZipReading& reading,
                         Passwords* passwords, MemberWriter* member) {
  if (reading.fields.encrypted()) {
    Decoding(source, reading, member).RunEncrypted(passwords);
    return reading.fields.packed;
  }
  if (!KnowsZipMethod(reading.fields.method)) {
    member->Flag(kUnopenedFlag);
    return 0;
  }
  return Decoding(source, reading, member).Run();
}

}  // namespace sallyport
