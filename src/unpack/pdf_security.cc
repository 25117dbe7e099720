#include "unpack/pdf_security.h"

#include "unpack/passwords.h"

namespace sallyport {

namespace {

// More objects that look like what tells how it is done are not kept.
constexpr size_t kMostEncryptions = 1000;

std::optional<std::string> FindKey(Unpacking* unpacking,
                                   const PdfEncryption& encryption,
                                   Part* document) {
  std::optional<std::string> key = PdfKey(encryption, "");
  Passwords* passwords = unpacking->passwords;
  if (key || passwords == nullptr) return key;
  for (size_t i = 0; i < passwords->list().size() && passwords->TakeTry();
       ++i) {
    key = PdfKey(encryption, passwords->list()[i]);
    if (!key) continue;
    passwords->Worked(i);
    FlagPart(unpacking, kPasswordFlag, document);
    break;
  }
  return key;
}

}  // namespace

void PdfSecurity::Note(const PdfPlace& place, const PdfObject& object) {
  if (object.encrypts) {
    ambiguous_ = ambiguous_ ||
                 (encrypted_ &&
                  (encryption_object_ != object.encryption_object ||
                   id_ != object.encryption.id));
    encrypted_ = true;
    encryption_object_ = object.encryption_object;
    id_ = object.encryption.id;
  } else if (object.root && (place.trailer || object.type == "XRef")) {
    plain_ = true;
  }
  if (object.encryption.user.empty()) return;
  if (encryptions_.size() >= kMostEncryptions) {
    ambiguous_ = true;
    return;
  }
  PdfEncryption& known = encryptions_[object.encrypts ? 0 : place.number];
  ambiguous_ = ambiguous_ || (!known.user.empty() &&
                              known.user != object.encryption.user);
  known = object.encryption;
}

std::optional<PdfCipher> PdfSecurity::Open(Unpacking* unpacking,
                                           Part* document) {
  const auto found = encryptions_.find(encryption_object_);
  if (found == encryptions_.end()) return std::nullopt;
  found->second.id = id_;
  std::optional<std::string> key = FindKey(unpacking, found->second, document);
  if (!key) return std::nullopt;
  locked_ = false;
  if (ambiguous_ || plain_) return std::nullopt;
  return PdfCipher(found->second, std::move(*key));
}

}  // namespace sallyport
