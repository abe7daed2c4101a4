//! Amazon S3. What a request is about a part of a bucket or an object, such as its access control
//! list, its query says; these are the operations on the whole.

pub(super) const S3: &[super::Route] = &[
    ("ListBuckets", "GET", "/"),
    ("CreateBucket", "PUT", "/{Bucket}"),
    ("HeadBucket", "HEAD", "/{Bucket}"),
    ("DeleteBucket", "DELETE", "/{Bucket}"),
    ("ListObjectsV2", "GET", "/{Bucket}"),
    ("PutObject", "PUT", "/{Bucket}/{Key+}"),
    ("GetObject", "GET", "/{Bucket}/{Key+}"),
    ("HeadObject", "HEAD", "/{Bucket}/{Key+}"),
    ("DeleteObject", "DELETE", "/{Bucket}/{Key+}"),
];
