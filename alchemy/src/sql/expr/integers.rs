//! What only integers can: bits, and division without a fraction.

use super::Expr;
use super::arithmetic::{Arithmetic, ArithmeticOperand, OrByZero};
use super::node::{BinaryOp, Function, Node};
use super::operand::Operand;
use super::operators::Propagated;
use crate::sql::column::Column;
use crate::types::{ColumnValue, Integer, Nullness};

macro_rules! bits {
    ($($(#[$attribute:meta])* $method:ident $op:ident)*) => {$(
        $(#[$attribute])*
        #[must_use]
        pub fn $method<V, By>(self, other: V) -> Expr<Propagated<T, V::Type, T::Type>>
        where
            V: Operand<Integer, By>,
        {
            let (left, right) = (self.operand(), other.into_arg());
            Expr::from_node(Node::Binary(BinaryOp::$op, left, right))
        }
    )*};
}

macro_rules! integers {
    ([$($generics:tt)*] $target:ty) => {
        impl<$($generics)*> $target
        where
            T: ColumnValue<Sql = Integer>,
        {
            bits! {
                /// The bits that both have.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(Post.views.bitwise_and(3)),
                ///     sqlite: "SELECT views & ? FROM posts",
                ///     postgres: "SELECT views & $1 FROM posts",
                ///     mysql: "SELECT CAST(views & ? AS SIGNED) FROM posts",
                /// );
                /// ```
                bitwise_and BitAnd

                /// The bits that either has.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(Post.views.bitwise_or(3)),
                ///     sqlite: "SELECT views | ? FROM posts",
                ///     postgres: "SELECT views | $1 FROM posts",
                ///     mysql: "SELECT CAST(views | ? AS SIGNED) FROM posts",
                /// );
                /// ```
                bitwise_or BitOr

                /// The bits that one of the two has: `#` on PostgreSQL, and made of the other
                /// operators on SQLite.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(Post.views.bitwise_xor(3)),
                ///     sqlite: "SELECT ((views | ?) - (views & ?)) FROM posts",
                ///     postgres: "SELECT views # $1 FROM posts",
                ///     mysql: "SELECT CAST(views ^ ? AS SIGNED) FROM posts",
                /// );
                /// ```
                bitwise_xor BitXor

                /// The bits moved up by so many places.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(Post.views.shift_left(3)),
                ///     sqlite: "SELECT views << ? FROM posts",
                ///     postgres: "SELECT views << $1::integer FROM posts",
                ///     mysql: "SELECT CAST(views << ? AS SIGNED) FROM posts",
                /// );
                /// ```
                shift_left ShiftLeft

                /// The bits moved down by so many places, and the sign with them.
                ///
                /// ```
                /// # use alchemy_documentation::*;
                /// # use alchemy::prelude::*;
                /// assert_sql!(
                ///     select(Post.views.shift_right(3)),
                ///     sqlite: "SELECT views >> ? FROM posts",
                ///     postgres: "SELECT views >> $1::integer FROM posts",
                ///     mysql: "SELECT CAST(if(views < 0, ~(~views >> ?), views >> ?) AS SIGNED) FROM posts",
                /// );
                /// ```
                shift_right ShiftRight
            }

            /// The bits that it doesn't have.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.views.bitwise_not()),
            ///     sqlite | postgres: "SELECT (~views) FROM posts",
            ///     mysql: "SELECT CAST(~views AS SIGNED) FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn bitwise_not(self) -> Expr<T> {
                Expr::from_node(Node::Function(Box::new(Function {
                    name: "bitwise_not".into(),
                    args: vec![self.operand()],
                    distinct: false,
                    star: false,
                })))
            }

            /// The quotient as an integer. Where it isn't whole and one side is negative, SQLite
            /// and PostgreSQL cut towards zero (`-7` by `4` is `-1`), MySQL and MariaDB go down
            /// (`-2`).
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.views.floor_div(60)),
            ///     sqlite: "SELECT views / ? FROM posts",
            ///     postgres: "SELECT views / $1 FROM posts",
            ///     mysql: "SELECT (views - (views % ? + ?) % ?) DIV ? FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn floor_div<V>(
                self,
                other: V,
            ) -> Expr<<OrByZero<T, V> as Nullness>::Wrap<
                <T::Type as Arithmetic<<V::Type as ColumnValue>::Type>>::Output,
            >>
            where
                V: ArithmeticOperand,
                V::Type: ColumnValue<Sql = Integer>,
                T::Type: Arithmetic<<V::Type as ColumnValue>::Type>,
            {
                let (left, right) = (self.operand(), other.into_arithmetic_arg());
                Expr::from_node(Node::Binary(BinaryOp::FloorDiv, left, right))
            }
        }
    };
}

integers!([T: ColumnValue, Kind] Expr<T, Kind>);
integers!([M, T: ColumnValue] Column<M, T>);
