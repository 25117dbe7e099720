#include "unpack/pdf_encryption.h"

#include "tests/unpack/open_bytes.h"

namespace sallyport {

namespace {

// As qpdf writes them, without a user's password and with one.
struct Sample {
  const char* dictionary;
  const char* open_user;
  const char* locked_user;
};

const Sample kSamples[] = {
    {"/R 2/V 1/Length 40/P -4/O <59aebc0b228d02a1dd1afd7be52ad249afdc6fd71ef92"
     "34a49bfa56eb72c801a>",
     "1bfc1070dcf2a363e19a9921a76b440c4c87fdfcea37bbcc1f94eb25ddd41536",
     "73ca236286ad8b760201c4cf08287936962f9f4a1322832bb653eb0e5f0c102c"},
    {"/R 3/V 2/Length 128/P -4/O <65fbeeb76e4691b7dc4babe5b911ce87196f39d0cfda"
     "0f00920838327413a714>",
     "3782facbeeb3617d74f451885c0504720122456a91bae5134273a6db134c87c4",
     "0172f70d8491920cc1b3f78c2c35c7610122456a91bae5134273a6db134c87c4"},
    {"/CF<</StdCF<</CFM/AESV2/Length 16>>>>/EncryptMetadata false/R 4/V 4"
     "/Length 128/P -4/O <65fbeeb76e4691b7dc4babe5b911ce87196f39d0cfda0f009208"
     "38327413a714>",
     "7e533b7a8139ed7e34e53e0652994e190122456a91bae5134273a6db134c87c4",
     "6ccf7b9a6e3d941e0de5172af39f66050122456a91bae5134273a6db134c87c4"},
    {"/R 5/V 5/Length 256/P -4",
     "b3ff2e8555ca56d4726b5b0565d0c14457b80910940b85afd3693afa6661b9298730916e"
     "9ec695b8de78ed4341b8cf49",
     "4b8456d4197f17b2344698ebd453e7d7702b3e2f26c0d998931d31d6692878acc2d828ba"
     "b23980b03ff6d2741c3e7569"},
    {"/R 6/V 5/Length 256/P -4",
     "b2f4816812e054bd76d3981d3208aa79841c9f3c838539bec4e07fac43f67b5a61c329b6"
     "c83d7a076fbaddd496c96798",
     "78b4f643111c617e20bf279950137aeebbc313bf03a87c931fba23b9ca88871133459beb"
     "62f0be52c872187d81cbed86"},
};

std::string Pdf(const std::string& dictionary, const std::string& user,
                const std::string& objects = "") {
  return "%PDF-1.7\n5 0 obj<</Filter/Standard" + dictionary + "/U <" + user +
         ">>>endobj\n" + objects +
         "trailer<</Encrypt 5 0 R/ID[<85365e390b3e87416ae21168962e223c><00>]>>";
}

bool Encrypted(const std::string& pdf) {
  return OpenBytes(pdf).parts.at(1).Has("encrypted");
}

}  // namespace

TEST_CASE("encrypted PDF: flagged if it needs a password to be read") {
  for (const Sample& sample : kSamples) {
    CHECK_FALSE(Encrypted(Pdf(sample.dictionary, sample.open_user)));
    CHECK(Encrypted(Pdf(sample.dictionary, sample.locked_user)));
  }
  CHECK(Encrypted(Pdf("/R 9", kSamples[0].open_user)));
  CHECK(Encrypted(Pdf("/R 6", "00")));
  CHECK(Encrypted(Pdf("", "")));
  CHECK(Encrypted("%PDF-1.7\ntrailer<</Encrypt 77 0 R>>"));
}

TEST_CASE("encrypted PDF: flagged if it has what cannot be read") {
  const Sample& sample = kSamples[1];
  const std::string file =
      "8 0 obj<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream ";
  const auto encrypted = [](const std::string& objects) {
    return Encrypted(Pdf(sample.dictionary, sample.open_user, objects));
  };
  CHECK_FALSE(encrypted(file));
  CHECK_FALSE(encrypted("8 0 obj<</JS(x)>>endobj "));
  const std::string plain = "trailer<</Root 1 0 R>> ";
  CHECK(encrypted(plain + file));
  CHECK(encrypted(plain + "8 0 obj<</JS(x)>>endobj "));
  CHECK_FALSE(encrypted(plain));
  // Its number, which is some of its key, is not to be seen.
  CHECK(encrypted("8 %" + std::string(9000, 'x') + "\n0 obj" +
                  file.substr(7)));
}

}  // namespace sallyport
