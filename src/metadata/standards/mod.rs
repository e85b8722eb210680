//! Writing records as other standards have them.
