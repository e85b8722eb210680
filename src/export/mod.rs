//! Packages for others: BagIt zips.
