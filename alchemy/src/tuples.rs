//! The tuples that stand for several of a thing: of one to sixteen elements.

/// Gives a macro the type parameters of each tuple, as `A; A B; A B C; …`.
macro_rules! for_each_tuple {
    ($implement:ident) => {
        $implement! {
            A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
            A B C D E F G H I; A B C D E F G H I J; A B C D E F G H I J K;
            A B C D E F G H I J K L; A B C D E F G H I J K L M; A B C D E F G H I J K L M N;
            A B C D E F G H I J K L M N O; A B C D E F G H I J K L M N O P;
        }
    };
}

pub(crate) use for_each_tuple;
